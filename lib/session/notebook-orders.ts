/** What people order in the notebook that is shown: each order is given what it needs of it, by one table. */
import { ACCESS_ORDERS, type AccessOrdering, type Erase } from './access-orders';
import { done, LOCKED, refused } from './answer';
import type { AuditLog } from './audit-log';
import { AUDIT_ORDERS } from './audit-orders';
import { calendarFile } from './calendar-file';
import type { Hall, Here } from './hall';
import { INVITING_ORDERS, type InvitingOrdering } from './inviting-orders';
import { MEMBER_ORDERS } from './members';
import { RECORD_ORDERS, type Ordering } from './orders';
import type { Answer, OrderName, OrderOf } from '@/lib/link/contract';
import type { ErasedName } from '@/lib/notebook/erasures';
import { toHex } from '@/lib/parse/bytes';

/** One handler for each order, so that a new order without one does not compile. */
export type Orders = {
  readonly [Name in OrderName]: (given: OrderOf<Name>) => Promise<Answer>;
};

/** Runs an order that needs an open, unlocked notebook. */
export const inNotebook = async (
  { here }: Pick<Hall, 'here'>,
  work: (here: Here) => Promise<Answer>,
): Promise<Answer> => {
  const at = here();
  return at === null ? refused(LOCKED) : work(at);
};

/** What an erasure is called when the record has gone: the first of those that go together. */
const erasedName = (section: string, records: Parameters<Erase>[1]): ErasedName => {
  const first = records === 'everything' ? undefined : records[0];
  return first?.kind === 'transfer' || first?.kind === 'meeting'
    ? { kind: first.kind, id: first.id }
    : { kind: 'secondment', id: section.slice(section.indexOf('/') + 1) };
};

export const notebookOrders = (hall: Hall) => {
  const { random, now, inTurn } = hall;
  const newId = (): string => toHex(random(16));
  const ordering = ({ of, who }: Here): Ordering => ({
    notebook: of.notebook,
    shelf: of.shelf,
    looking: of.looking,
    device: who.device,
    newId,
    now,
  });
  const onRecords = (work: (ordering: Ordering) => Promise<Answer>): Promise<Answer> =>
    inNotebook(hall, (here) => work(ordering(here)));
  const onAccess = (work: (ordering: AccessOrdering) => Promise<Answer>): Promise<Answer> =>
    inNotebook(hall, (here) =>
      work({
        ...ordering(here),
        erase: (section, records) =>
          here.of.notebook.erase(section, erasedName(section, records), records),
      }),
    );
  const onLog = (
    work: (ordering: Ordering & { readonly log: AuditLog }) => Promise<Answer>,
  ): Promise<Answer> =>
    inNotebook(hall, async (here) => {
      const log = hall.books.logs.get(here.of.notebook.id);
      return log === undefined ? refused(LOCKED) : work({ ...ordering(here), log });
    });
  const onInviting = (work: (ordering: InvitingOrdering) => Promise<Answer>): Promise<Answer> =>
    inNotebook(hall, (here) => work({ ...here, hall, newId }));

  return {
    invite: (given) => onInviting((at) => INVITING_ORDERS.invite(at, given)),
    confirmInvitationWords: (given) =>
      onInviting((at) => INVITING_ORDERS.confirmInvitationWords(at, given)),
    stopInvitation: (given) => onInviting((at) => INVITING_ORDERS.stopInvitation(at, given)),
    linkDevice: (given) => onInviting((at) => INVITING_ORDERS.linkDevice(at, given)),
    setMeetingPoints: (given) =>
      inTurn(() => onInviting((at) => INVITING_ORDERS.setMeetingPoints(at, given))),
    create: (given) => onRecords((at) => RECORD_ORDERS.create(at, given)),
    change: (given) => onRecords((at) => RECORD_ORDERS.change(at, given)),
    remove: (given) => onRecords((at) => RECORD_ORDERS.remove(at, given)),
    keepValue: (given) => onRecords((at) => RECORD_ORDERS.keepValue(at, given)),
    addSecondment: (given) => onRecords((at) => RECORD_ORDERS.addSecondment(at, given)),
    nilReturns: (given) => onRecords((at) => RECORD_ORDERS.nilReturns(at, given)),
    publishProtocol: (given) => onRecords((at) => RECORD_ORDERS.publishProtocol(at, given)),
    calendarFile: (given) =>
      inNotebook(hall, async ({ of }) =>
        calendarFile({ books: [...hall.books.books.values()], of, now: now() }, given),
      ),
    printSummary: (given) =>
      inNotebook(hall, async ({ of }) =>
        of.shelf.find('secondment', given.secondment) === null
          ? refused('There is no such secondment.')
          : done(given.secondment),
      ),
    addTransfer: (given) => onRecords((at) => RECORD_ORDERS.addTransfer(at, given)),
    bookMeeting: (given) => onRecords((at) => RECORD_ORDERS.bookMeeting(at, given)),
    finishMeeting: (given) => onRecords((at) => RECORD_ORDERS.finishMeeting(at, given)),
    acceptTransfer: (given) => onRecords((at) => RECORD_ORDERS.acceptTransfer(at, given)),
    removeAccess: (given) => onAccess((at) => ACCESS_ORDERS.removeAccess(at, given)),
    removeDevices: (given) => onRecords((at) => MEMBER_ORDERS.removeDevices(at, given)),
    takeBack: (given) => onRecords((at) => MEMBER_ORDERS.takeBack(at, given)),
    setKeeper: (given) => onRecords((at) => MEMBER_ORDERS.setKeeper(at, given)),
    leaveOut: (given) => onRecords((at) => MEMBER_ORDERS.leaveOut(at, given)),
    setHold: (given) => onRecords((at) => MEMBER_ORDERS.setHold(at, given)),
    setAccess: (given) => onAccess((at) => ACCESS_ORDERS.setAccess(at, given)),
    bringInAco: (given) => onAccess((at) => ACCESS_ORDERS.bringInAco(at, given)),
    shareOne: (given) => onAccess((at) => ACCESS_ORDERS.shareOne(at, given)),
    stopSharing: (given) => onAccess((at) => ACCESS_ORDERS.stopSharing(at, given)),
    erase: (given) => onAccess((at) => ACCESS_ORDERS.erase(at, given)),
    setAuditor: (given) => onAccess((at) => ACCESS_ORDERS.setAuditor(at, given)),
    exportAudit: (given) => onLog((at) => AUDIT_ORDERS.exportAudit(at, given)),
    setReasons: (given) => onLog((at) => AUDIT_ORDERS.setReasons(at, given)),
    giveReason: (given) => onLog((at) => AUDIT_ORDERS.giveReason(at, given)),
  } as const satisfies Partial<Orders>;
};
