/** Which screen stands at which place. */
import type { ReactNode } from 'react';
import type { ScreenProps } from './screen';
import { Access } from '@/components/access/access';
import { Audit } from '@/components/access/audit';
import { BringIn } from '@/components/access/bring-in';
import { Share, Sharing } from '@/components/access/sharing';
import { Changes } from '@/components/changes/changes';
import { ChangePassphrase } from '@/components/devices/change-passphrase';
import { MyDevices } from '@/components/devices/my-devices';
import { RecoveryCode } from '@/components/devices/recovery-code';
import { RemoveDevice } from '@/components/devices/remove-device';
import { RemovedPage } from '@/components/devices/removed';
import { JoinAnother } from '@/components/door/join-another';
import { Erase } from '@/components/erase/erase';
import { Parts } from '@/components/erase/parts';
import { BookMeeting } from '@/components/meeting/book-meeting';
import { MeetingPage } from '@/components/meeting/meeting';
import { Meetings } from '@/components/meeting/meetings';
import { About } from '@/components/more/about';
import { More } from '@/components/more/more';
import { Settings } from '@/components/more/settings';
import { Apart } from '@/components/people/apart';
import { Invite } from '@/components/people/invite';
import { People } from '@/components/people/people';
import { PersonPage } from '@/components/people/person';
import { RemoveAccess } from '@/components/people/remove-access';
import { StartAgain } from '@/components/people/start-again';
import { ProtocolDraftPage } from '@/components/protocol/draft-page';
import { ProtocolPage } from '@/components/protocol/protocol';
import { Protocols } from '@/components/protocol/protocols';
import { ReadProtocol } from '@/components/protocol/read-protocol';
import { AddSecondment } from '@/components/secondment/add-secondment';
import { DutyPage } from '@/components/secondment/duty';
import { SecondmentPage } from '@/components/secondment/secondment';
import { Secondments } from '@/components/secondment/secondments';
import { Actions } from '@/components/today/actions';
import { AwayPage } from '@/components/today/away';
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
  away: AwayPage,
  actions: Actions,
  invite: Invite,
  person: PersonPage,
  'remove-access': RemoveAccess,
  'start-again': StartAgain,
  apart: Apart,
  access: Access,
  sharing: Sharing,
  share: Share,
  'bring-in': BringIn,
  audit: Audit,
  'my-devices': MyDevices,
  'remove-device': RemoveDevice,
  'recovery-code': RecoveryCode,
  passphrase: ChangePassphrase,
  removed: RemovedPage,
  erase: Erase,
  parts: Parts,
  changes: Changes,
  protocols: Protocols,
  protocol: ProtocolPage,
  'protocol-draft': ProtocolDraftPage,
  'protocol-file': ReadProtocol,
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
