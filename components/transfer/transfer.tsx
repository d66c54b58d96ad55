/** Stands in until this screen is drawn. */
import { Heading } from '@/components/ui/heading';
import type { ScreenProps } from '@/components/shell/screen';

export function TransferPage(_props: ScreenProps) {
  return <Heading>TransferPage</Heading>;
}
