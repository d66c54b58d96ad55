/** What people order while their notebook is open: writing records, one small function for each order. */
import { acceptanceWords, signAcceptance } from './acceptance';
import { bookingOf } from './book-meeting';
import type { OpenNotebook } from './open-notebook';
import type { Shelf } from './shelf';
import type { Looking } from './view-duties';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { birthdayOn, londonDay } from '@/lib/domain/calendar';
import { KINDS, type Kind, type RecordOf, type SectionName } from '@/lib/domain/kinds';
import { Person, ROLE_NAMES } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { judgePlan } from '@/lib/domain/secondment-plan';
import { Secondment } from '@/lib/domain/secondment';
import { packItemsFor } from '@/lib/domain/transfer-steps';
import { Transfer } from '@/lib/domain/transfer';
import { sectionOf } from '@/lib/notebook/layout';
import {
  change,
  keepValue,
  parseRecord,
  put,
  remove,
  type WriteAnswer,
} from '@/lib/notebook/records';
import type { Device } from '@/lib/vault/device';

export interface Ordering {
  readonly notebook: OpenNotebook;
  readonly shelf: Shelf;
  readonly looking: () => Looking;
  readonly device: Device;
  /** 32 hexadecimal digits, the form of a person's id, which is also a member's. */
  readonly newId: () => string;
  readonly now: () => number;
}

const done = (id: string | null = null): Answer => ({ state: 'done', id, value: null });
const refused = (why: string, field: string | null = null): Answer => ({
  state: 'refused',
  why,
  field,
});
const GONE = 'This is no longer in the notebook.';
const NO_TEAM = 'Choose a YOT from the list';

const knowsTeam = ({ shelf }: Ordering, id: string): boolean =>
  shelf.teams().some((team) => team.id === id);

type Write = (doc: Parameters<typeof put>[0]) => WriteAnswer;

/** Runs the writes in one section's document as one change, and answers when it is durable. */
const save = async (
  { notebook }: Ordering,
  section: SectionName,
  writes: readonly Write[],
  id: string | null,
): Promise<Answer> => {
  const { result, saved } = notebook.write(section, (doc) => {
    for (const write of writes) {
      const answer = write(doc);
      if (answer.state === 'refused') return answer;
    }
    return null;
  });
  const durable = await saved;
  if (result !== null) return refused(`${result.why}.`, result.field);
  if (durable.state === 'not saved') return refused(durable.why);
  return done(id);
};

const sectionFor = <K extends Kind>(
  { shelf }: Ordering,
  kind: K,
  record: RecordOf<K>,
): SectionName | null => sectionOf(kind, record, shelf.sectionOf);

const sectionOfExisting = (ordering: Ordering, kind: Kind, id: string): SectionName | null => {
  const place = KINDS[kind];
  if ('section' in place) return place.section;
  const record = ordering.shelf.find(kind, id);
  return record === null ? null : sectionFor(ordering, kind, record);
};

const writing = (now: number) => ({ now, origin: 'order' }) as const;

/** An existing person, or a new one whose record is written first; or why it could not be written. */
const personFor = async (
  ordering: Ordering,
  given: RecordId | { readonly name: string },
  role: Person['role'],
): Promise<RecordId | Answer> => {
  if (typeof given === 'string') return given;
  const person = Person.parse({ id: ordering.newId(), name: given.name.trim(), role });
  const saved = await save(
    ordering,
    'directory',
    [(doc) => put(doc, 'person', person, writing(ordering.now()))],
    null,
  );
  return saved.state === 'done' ? person.id : saved;
};

type RecordOrder =
  | 'create'
  | 'change'
  | 'remove'
  | 'keepValue'
  | 'addSecondment'
  | 'addTransfer'
  | 'bookMeeting'
  | 'finishMeeting'
  | 'acceptTransfer';

type Handlers = {
  readonly [Name in RecordOrder]: (ordering: Ordering, given: OrderOf<Name>) => Promise<Answer>;
};

/** Each order about records, with what it needs of the open notebook. */
export const RECORD_ORDERS: Handlers = {
  create: async (ordering, { kind, fields: given }) => {
    // A composed id comes with the fields, so that two people who record the same thing meet in one record.
    const { id: named, ...fields } = given;
    const id = named === undefined ? ordering.newId() : RecordId.safeParse(named).data;
    if (id === undefined) return refused('That record has a name that cannot be used.');
    const parsed = parseRecord(kind, id, fields);
    if (parsed.state === 'refused') return refused(parsed.why, parsed.field);
    const section = sectionFor(ordering, kind, parsed.record);
    if (section === null) return refused(GONE);
    return save(
      ordering,
      section,
      [(doc) => put(doc, kind, parsed.record, writing(ordering.now()))],
      parsed.record.id,
    );
  },
  change: async (ordering, { kind, id, fields }) => {
    if (kind === 'secondment') {
      const refusal = refusedPlan(ordering, id, fields);
      if (refusal !== null) return refusal;
    }
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    return save(
      ordering,
      section,
      [(doc) => change(doc, kind, id, fields, writing(ordering.now()))],
      id,
    );
  },
  remove: async (ordering, { kind, id }) => {
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    return save(ordering, section, [(doc) => remove(doc, kind, id, writing(ordering.now()))], id);
  },
  keepValue: async (ordering, { kind, id, field, value }) => {
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    return save(
      ordering,
      section,
      [(doc) => keepValue(doc, kind, id, field, value, writing(ordering.now()))],
      id,
    );
  },
  addSecondment: async (ordering, given) => {
    const plan = judgePlan({
      startsOn: given.startsOn,
      endsOn: given.endsOn,
      endReason: given.endReason,
      noticeOn: null,
      allAgree: false,
      today: londonDay(ordering.now()),
    });
    if (plan.state === 'refused') return refused(plan.words, plan.field);
    const me = ordering.looking().me;
    const mine = ordering.shelf.find('person', me);
    if (!knowsTeam(ordering, given.team)) return refused(NO_TEAM, 'team');
    const secondee = await personFor(ordering, given.secondee, 'secondee');
    if (typeof secondee !== 'string') return secondee;
    const lineManager =
      given.lineManager === null
        ? null
        : await personFor(ordering, given.lineManager, 'yot-line-manager');
    if (lineManager !== null && typeof lineManager !== 'string') return lineManager;
    const record = Secondment.parse({
      id: ordering.newId(),
      team: given.team,
      secondee,
      lineManager,
      liaisonSpo: mine?.role === 'liaison-spo' ? mine.id : null,
      startsOn: given.startsOn,
      endsOn: given.endsOn,
      endReason: given.endReason,
      recordedOn: londonDay(ordering.now()),
    });
    return save(
      ordering,
      'secondments',
      [(doc) => put(doc, 'secondment', record, writing(ordering.now()))],
      record.id,
    );
  },
  addTransfer: async (ordering, given) => {
    const today = londonDay(ordering.now());
    if (given.dateOfBirth >= today) {
      return refused('Date of birth must be in the past', 'dateOfBirth');
    }
    if (given.reference.trim() === '') {
      return refused('Enter initials or a reference', 'reference');
    }
    if (!knowsTeam(ordering, given.team)) return refused(NO_TEAM, 'team');
    const { crn } = given;
    const same = ordering.shelf.all('transfer').find((one) => crn !== '' && one.crn === crn);
    if (same !== undefined) {
      return refused(`${crn} is already in the transfer ${same.reference}`, 'crn');
    }
    const record = Transfer.parse({
      id: ordering.newId(),
      ...given,
      identifiedOn: birthdayOn(given.dateOfBirth, 17, 6).on <= today ? today : null,
    });
    const when = writing(ordering.now());
    return save(
      ordering,
      'transfers',
      [
        (doc) => put(doc, 'transfer', record, when),
        ...packItemsFor(record.id).map(
          (item): Write =>
            (doc) =>
              put(doc, 'packItem', item, when),
        ),
      ],
      record.id,
    );
  },
  bookMeeting: async (ordering, given) => {
    const section = ordering.shelf.sectionOf(given.about);
    if (section === null) return refused(GONE);
    const id = ordering.newId();
    const booking = bookingOf(ordering.looking(), id, given);
    const when = writing(ordering.now());
    return save(
      ordering,
      section,
      [
        (doc) => put(doc, 'meeting', booking.meeting, when),
        ...booking.attendance.map(
          (seat): Write =>
            (doc) =>
              put(doc, 'attendance', seat, when),
        ),
        ...booking.agenda.map(
          (item): Write =>
            (doc) =>
              put(doc, 'agendaItem', item, when),
        ),
      ],
      id,
    );
  },
  finishMeeting: async (ordering, { id, heldOn }) => {
    const section = sectionOfExisting(ordering, 'meeting', id);
    if (section === null) return refused(GONE);
    return save(
      ordering,
      section,
      [(doc) => change(doc, 'meeting', id, { state: 'held', heldOn }, writing(ordering.now()))],
      id,
    );
  },
  acceptTransfer: async (ordering, { id, responsibleFrom }) => {
    const { me } = ordering.looking();
    const person = ordering.shelf.find('person', me);
    if (ordering.shelf.find('transfer', id) === null) return refused(GONE);
    if (person === null) return refused('Say who you are before you accept.');
    const record = await signAcceptance(ordering.device, ordering.notebook.id, {
      id: RecordId.parse(`${id}.acceptance.${ordering.device.id.slice(0, 16)}`),
      transfer: id,
      statement: acceptanceWords(responsibleFrom),
      responsibleFrom,
      name: person.name,
      role: person.jobTitle === '' ? ROLE_NAMES[person.role] : person.jobTitle,
      grade: person.grade,
      qualifications: person.qualifications,
      organisation: person.organisation,
      signedOn: londonDay(ordering.now()),
      device: ordering.device.id,
    });
    return save(
      ordering,
      'transfers',
      [(doc) => put(doc, 'acceptance', record, writing(ordering.now()))],
      record.id,
    );
  },
};

/** A change of dates that the protocol does not allow; null when it may be written. */
const refusedPlan = (
  { shelf, now }: Ordering,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Answer | null => {
  const before = shelf.find('secondment', id);
  if (before === null) return refused(GONE);
  if (!['startsOn', 'endsOn', 'noticeOn', 'shortNoticeAgreed'].some((field) => field in fields))
    return null;
  const after = Secondment.safeParse({ ...before, ...fields });
  if (!after.success) return null;
  const plan = judgePlan({
    startsOn: after.data.startsOn,
    endsOn: after.data.endsOn,
    endReason: after.data.endReason,
    noticeOn: after.data.noticeOn,
    allAgree: after.data.shortNoticeAgreed,
    today: londonDay(now()),
  });
  return plan.state === 'refused' ? refused(plan.words, plan.field) : null;
};
