/** What every screen is given: the record it shows, and the way to another place. */
import type { Go } from '@/components/ui/button';

export interface ScreenProps {
  readonly id: string | null;
  readonly go: Go;
}
