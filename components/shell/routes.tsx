/** Which screen stands at which place. */
import type { ReactNode } from 'react';
import type { ScreenProps } from './screen';
import { Changes } from '@/components/changes/changes';
import { JoinAnother } from '@/components/door/join-another';
import { BookMeeting } from '@/components/meeting/book-meeting';
import { MeetingPage } from '@/components/meeting/meeting';
import { Meetings } from '@/components/meeting/meetings';
import { About } from '@/components/more/about';
import { More } from '@/components/more/more';
import { Settings } from '@/components/more/settings';
import { Invite } from '@/components/people/invite';
import { People } from '@/components/people/people';
import { AddSecondment } from '@/components/secondment/add-secondment';
import { DutyPage } from '@/components/secondment/duty';
import { SecondmentPage } from '@/components/secondment/secondment';
import { Secondments } from '@/components/secondment/secondments';
import { Today } from '@/components/today/today';
import { AddTransfer } from '@/components/transfer/add-transfer';
import { TransferPage } from '@/components/transfer/transfer';
import { Transfers } from '@/components/transfer/transfers';

const SCREENS = {
  today: Today,
  secondments: Secondments,
  secondment: SecondmentPage,
  'add-secondment': AddSecondment,
  duty: DutyPage,
  transfers: Transfers,
  transfer: TransferPage,
  'add-transfer': AddTransfer,
  meetings: Meetings,
  meeting: MeetingPage,
  'book-meeting': BookMeeting,
  people: People,
  invite: Invite,
  changes: Changes,
  more: More,
  settings: Settings,
  about: About,
  join: JoinAnother,
} as const satisfies Record<string, (props: ScreenProps) => ReactNode>;
export type ScreenName = keyof typeof SCREENS;

function isScreenName(screen: string): screen is ScreenName {
  return Object.hasOwn(SCREENS, screen);
}

/** The screen of a place. A place of another version that is not known here shows Today. */
export function Screen({ screen, id, go }: ScreenProps & { readonly screen: string }) {
  const Found = SCREENS[isScreenName(screen) ? screen : 'today'];
  return <Found id={id} go={go} />;
}
