/** What every form about a transfer is given. */
import type { OpenNotebook } from '@/components/secondment/open-notebook';
import type { TransferView } from '@/lib/session/views';

export interface PartProps {
  readonly view: TransferView;
  readonly notebook: OpenNotebook;
  /** Back to where the form was opened. */
  readonly back: () => void;
}
