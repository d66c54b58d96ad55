/** What people order while their notebook is open: writing records, one small function for each order. */
import { acceptanceWords, signAcceptance } from './acceptance';
import { PARTY_FIELDS } from './access';
import {
  accessFacts,
  ensureSection,
  mayGrantIn,
  reconcile,
  sectionsOfSecondment,
  standingOf,
  unsaidParties,
  type AccessNotebook,
  type AccessPlace,
} from './access-work';
import { done, refused } from './answer';
import { bookingOf } from './book-meeting';
import type { OpenNotebook } from './open-notebook';
import { goneOverviews, mayKeepOverview, staleOverviews } from './overview-entries';
import { bringLate, type SharingNotebook } from './share';
import { sectionForNew, type Shelf } from './shelf';
import { protocolFrom } from './protocol-publishing';
import { protocolsKnown, versionOn } from './protocols-known';
import { openReturns, type Looking } from './view-duties';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { birthdayOn, londonDay } from '@/lib/domain/calendar';
import { SecondmentEvent } from '@/lib/domain/event';
import { SECTIONS, type Kind, type RecordOf, type SectionName } from '@/lib/domain/kinds';
import { partsOf, performanceSection, secondmentSection } from '@/lib/domain/sections';
import { Person, ROLE_NAMES, standingText } from '@/lib/domain/people';
import { RecordId } from '@/lib/domain/record';
import { judgePlan } from '@/lib/domain/secondment-plan';
import type { ProtocolLimits } from '@/lib/domain/protocol';
import { Evidence, Secondment } from '@/lib/domain/secondment';
import { packItemsFor } from '@/lib/domain/transfer-steps';
import { Transfer } from '@/lib/domain/transfer';
import {
  change,
  keepValue,
  parseRecord,
  put,
  remove,
  type WriteAnswer,
} from '@/lib/notebook/records';
import type { Device } from '@/lib/vault/device';

/** What orders need of an open notebook. */
export type OrderingNotebook = SharingNotebook &
  AccessNotebook &
  Pick<OpenNotebook, 'id' | 'remove' | 'setRole'>;

export interface RecordOrdering {
  readonly notebook: OrderingNotebook;
  readonly shelf: Shelf;
  readonly looking: () => Looking;
  readonly device: Device;
  /** 32 hexadecimal digits, the form of a person's id, which is also a member's. */
  readonly newId: () => string;
  readonly now: () => number;
}

/** For orders that ask more of the notebook. */
export interface Ordering extends RecordOrdering {
  readonly notebook: OpenNotebook;
}

export const GONE = 'This is no longer in the notebook.';
const READ_ONLY = 'You can read this part of the notebook but not change it.';
const NOT_YOURS = 'This part of the notebook is not open to you.';
const NOT_MADE = 'This part of the notebook could not be made. Try again.';
const NO_TEAM = 'Choose a YOT from the list';
/** Of a secondment that is started without saying which. */
const FIRST_PROTOCOL = '2010';
const NO_PROTOCOL = 'Choose a protocol from the list';
const NOT_A_KEEPER = 'Only a person who may invite others can change the protocol.';
const ANOTHERS = 'This belongs to another secondment.';
const NIL_RETURN = 'Nil return: no absence';

export const SECTION_REFUSED = { 'not yours': NOT_YOURS, refused: NOT_MADE } as const;

const knowsTeam = ({ shelf }: RecordOrdering, id: string): boolean =>
  shelf.teams().some((team) => team.id === id);

const knowsLine = ({ shelf }: RecordOrdering, line: string): boolean =>
  protocolsKnown(shelf).some(({ id }) => id === line);

export type Write = (doc: Parameters<typeof put>[0]) => WriteAnswer;

export const accessPlace = ({ notebook, shelf, looking }: RecordOrdering): AccessPlace => ({
  notebook,
  shelf,
  me: looking().me,
});

const mayWrite = ({ shelf }: RecordOrdering, section: SectionName): boolean =>
  shelf.sections().some(({ at, mayWrite: may }) => at === section && may);

/** Runs writes in one section's document as one change; resolves when it is durable. */
const writeIn = async (
  { notebook }: RecordOrdering,
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

/** Makes the entries of the overview say what the secondments say; what fails is made good by the next order. */
export const keepOverview = async (ordering: RecordOrdering): Promise<void> => {
  if (!mayKeepOverview(ordering.shelf)) return;
  const stale = staleOverviews(ordering.looking());
  const gone = goneOverviews(ordering.looking());
  if (stale.length + gone.length === 0) return;
  const when = writing(ordering.now());
  await writeIn(
    ordering,
    'overview',
    [
      ...stale.map(
        (entry): Write =>
          (doc) =>
            put(doc, 'overview', entry, when),
      ),
      ...gone.map(
        ({ id }): Write =>
          (doc) =>
            remove(doc, 'overview', id, when),
      ),
    ],
    null,
  );
};

/**
 * Runs the writes in one section as one change, and answers when it is durable. What others wrote late in a place
 * that a record has left is brought over first.
 */
export const save = async (
  ordering: RecordOrdering,
  section: SectionName,
  writes: readonly Write[],
  id: string | null,
): Promise<Answer> => {
  if (!mayWrite(ordering, section)) return refused(READ_ONLY);
  const problem = await bringLate(ordering.notebook, ordering.shelf);
  if (problem !== null) return refused(problem);
  const answer = await writeIn(ordering, section, writes, id);
  if (answer.state === 'done' && partsOf(section)?.kind === 'secondment') {
    await keepOverview(ordering);
  }
  return answer;
};

/** The section for a new record. What is about performance has one of its own, made here if it was not made at first. */
const sectionFor = async <K extends Kind>(
  ordering: RecordOrdering,
  kind: K,
  record: RecordOf<K>,
): Promise<SectionName | Answer> => {
  const section = sectionForNew(ordering.shelf, kind, record);
  if (section === null) return refused(GONE);
  const parts = partsOf(section);
  if (parts?.kind !== 'performance') return section;
  if (ordering.shelf.find('secondment', parts.of) === null) return refused(GONE);
  const made = await ensureSection(accessPlace(ordering), section);
  return made === 'there' ? section : refused(SECTION_REFUSED[made]);
};

const sectionOfExisting = ({ shelf }: RecordOrdering, kind: Kind, id: string): SectionName | null =>
  shelf.keeperOf(kind, id);

/** After a change of who has a part in what, those who should read it are let in, and the others no more. */
export const followReaders = async (
  ordering: RecordOrdering,
  kind: Kind,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> => {
  if (kind === 'secondment' && PARTY_FIELDS.some((field) => field in fields)) {
    await reconcile(accessPlace(ordering), sectionsOfSecondment(ordering.shelf, id));
  }
  if (kind === 'person' && 'role' in fields) await followRole(ordering, id);
};

/**
 * Who may let others in and saves a party that somebody else named says it from now on, though it stays the same:
 * until then nobody is let in or out for it.
 */
const sayParties = (
  ordering: RecordOrdering,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): readonly Write[] => {
  const place = accessPlace(ordering);
  const section = secondmentSection(id);
  const record = ordering.shelf.find('secondment', id);
  if (record === null || !mayGrantIn(place, section)) return [];
  const unsaid = new Set(
    [section, performanceSection(id)]
      .filter((name) => mayGrantIn(place, name))
      .flatMap((name) => [...unsaidParties(place, id, name)]),
  );
  return [...unsaid]
    .filter((field) => fields[field] === record[field])
    .map(
      (field): Write =>
        (doc) =>
          keepValue(doc, 'secondment', id, field, record[field], writing(ordering.now())),
    );
};

/** A keeper who changes someone's role says so to everyone's device: a record alone gives nobody anything. */
const followRole = async (ordering: RecordOrdering, id: string): Promise<void> => {
  const { notebook, shelf, looking } = ordering;
  const { members } = notebook.register();
  const member = members.find((one) => one.member === id);
  const person = shelf.find('person', id);
  const isKeeper = members.some((one) => one.member === looking().me && one.isKeeper);
  if (!isKeeper || member === undefined || person === null) return;
  const { isAuditor } = standingOf(person, member);
  const role = standingText({ role: person.role, isAuditor });
  if (role === member.role) return;
  await notebook.setRole(member.member, role);
  await reconcile(accessPlace(ordering), SECTIONS);
};

export const writing = (now: number) => ({ now, origin: 'order' }) as const;

/** An existing person, or a new one whose record is written first; or why it could not be written. */
const personFor = async (
  ordering: RecordOrdering,
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
  | 'nilReturns'
  | 'publishProtocol'
  | 'addTransfer'
  | 'bookMeeting'
  | 'finishMeeting'
  | 'acceptTransfer';

type Handlers = {
  readonly [Name in RecordOrder]: (
    ordering: RecordOrdering,
    given: OrderOf<Name>,
  ) => Promise<Answer>;
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
    const secondment = kind === 'secondment' ? Secondment.safeParse(parsed.record) : null;
    if (secondment?.success === true) return saveSecondment(ordering, secondment.data);
    const planned = kind === 'event' ? refusedEvent(ordering, parsed.record) : null;
    if (planned !== null) return planned;
    const section = await sectionFor(ordering, kind, parsed.record);
    if (typeof section !== 'string') return section;
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
    if (kind === 'event') {
      const settled = await settleEvent(ordering, id, fields);
      if (settled !== null) return settled;
    }
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    const answer = await save(
      ordering,
      section,
      [
        (doc) => change(doc, kind, id, fields, writing(ordering.now())),
        ...(kind === 'secondment' ? sayParties(ordering, id, fields) : []),
      ],
      id,
    );
    if (answer.state === 'done') await followReaders(ordering, kind, id, fields);
    return answer;
  },
  remove: async (ordering, { kind, id }) => {
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    return save(ordering, section, [(doc) => remove(doc, kind, id, writing(ordering.now()))], id);
  },
  keepValue: async (ordering, { kind, id, field, value }) => {
    const section = sectionOfExisting(ordering, kind, id);
    if (section === null) return refused(GONE);
    const answer = await save(
      ordering,
      section,
      [(doc) => keepValue(doc, kind, id, field, value, writing(ordering.now()))],
      id,
    );
    if (answer.state === 'done') await followReaders(ordering, kind, id, { [field]: value });
    return answer;
  },
  addSecondment: async (ordering, given) => {
    const protocol = given.protocol ?? FIRST_PROTOCOL;
    if (!knowsLine(ordering, protocol)) return refused(NO_PROTOCOL, 'protocol');
    const plan = judgePlan({
      startsOn: given.startsOn,
      endsOn: given.endsOn,
      endReason: given.endReason,
      noticeOn: null,
      allAgree: false,
      today: londonDay(ordering.now()),
      ...limitsOf(ordering, { ...given, protocol }),
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
      kind: given.kind,
      protocol,
      startReason: given.startReason,
      recordedOn: londonDay(ordering.now()),
    });
    return saveSecondment(ordering, record);
  },
  nilReturns: async (ordering, { month, secondments }) => {
    const today = londonDay(ordering.now());
    const looking = ordering.looking();
    let recorded = 0;
    for (const id of new Set(secondments)) {
      const secondment = ordering.shelf.find('secondment', id);
      const section = ordering.shelf.sectionOf(id);
      if (secondment === null || section === null) return refused(GONE);
      // Recorded already is as good: two people may tap at once.
      const open = openReturns(looking, secondment).filter(({ duty }) =>
        duty.turn.startsWith(month),
      );
      const records = open.map(({ duty }) =>
        Evidence.parse({
          id: duty.evidenceId,
          secondment: id,
          duty: duty.duty,
          turn: duty.turn,
          state: 'done',
          doneOn: today,
          proof: NIL_RETURN,
        }),
      );
      if (records.length === 0) continue;
      const answer = await save(
        ordering,
        section,
        records.map(
          (record): Write =>
            (doc) =>
              put(doc, 'evidence', record, writing(ordering.now())),
        ),
        null,
      );
      if (answer.state === 'refused') return answer;
      recorded += 1;
    }
    return done(null, String(recorded));
  },
  publishProtocol: async (ordering, { text }) => {
    const { me } = ordering.looking();
    const mine = ordering.notebook.register().members.find(({ member }) => member === me);
    if (mine?.isKeeper !== true) return refused(NOT_A_KEEPER);
    const protocols = protocolsKnown(ordering.shelf);
    const read = protocolFrom(text, protocols, londonDay(ordering.now()));
    if (read.state === 'wrong') return refused(read.problems.join('\n'));
    return save(
      ordering,
      'directory',
      [(doc) => put(doc, 'protocol', read.record, writing(ordering.now()))],
      read.record.id,
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
    if (ordering.shelf.sectionOf(given.about) === null) return refused(GONE);
    const id = ordering.newId();
    const booking = bookingOf(ordering.looking(), id, given);
    const section = await sectionFor(ordering, 'meeting', booking.meeting);
    if (typeof section !== 'string') return section;
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
    const section = ordering.shelf.sectionOf(id);
    if (section === null) return refused(GONE);
    return save(
      ordering,
      section,
      [(doc) => put(doc, 'acceptance', record, writing(ordering.now()))],
      record.id,
    );
  },
};

/**
 * A new secondment has a section of its own; its readers are let in once the record says who they are. So has what is
 * about performance, from the same moment: everyone reads in the register which sections there are, and one that was
 * made later would tell them that a performance procedure has begun. Who is no party of it leaves it to be made when
 * it is needed.
 */
const saveSecondment = async (ordering: RecordOrdering, record: Secondment): Promise<Answer> => {
  const section = secondmentSection(record.id);
  const place = accessPlace(ordering);
  const facts = accessFacts(place);
  const made = await ensureSection(place, section, {
    ...facts,
    secondments: [...facts.secondments, record],
  });
  if (made !== 'there') return refused(SECTION_REFUSED[made]);
  await ensureSection(place, performanceSection(record.id), {
    ...facts,
    secondments: [...facts.secondments, record],
  });
  return save(
    ordering,
    section,
    [(doc) => put(doc, 'secondment', record, writing(ordering.now()))],
    record.id,
  );
};

/** What the protocol of a secondment allows a plan, in months. */
const limitsOf = (
  { shelf, now }: RecordOrdering,
  plan: Pick<Secondment, 'protocol' | 'startsOn' | 'endsOn'>,
): { readonly limits?: ProtocolLimits } => {
  const version = versionOn(plan, protocolsKnown(shelf), londonDay(now()));
  return version === null ? {} : { limits: version.now.limits };
};

/** A change of dates that the protocol does not allow; null when it may be written. */
const refusedPlan = (
  ordering: RecordOrdering,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Answer | null => {
  const { shelf, now } = ordering;
  const before = shelf.find('secondment', id);
  if (before === null) return refused(GONE);
  const { protocol } = fields;
  if (
    typeof protocol === 'string' &&
    protocol !== before.protocol &&
    !knowsLine(ordering, protocol)
  ) {
    return refused(NO_PROTOCOL, 'protocol');
  }
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
    ...limitsOf(ordering, after.data),
  });
  return plan.state === 'refused' ? refused(plan.words, plan.field) : null;
};

/** Endings that somebody gave notice of; the others are the plan itself. */
const WITH_NOTICE: ReadonlySet<SecondmentEvent['endingFor']> = new Set([
  'performance',
  'secondee',
  'probation',
  'yot',
] as const);

/**
 * An extension or an ending that plans what the protocol does not allow; null when it may be written. What has happened
 * is always recorded.
 */
const refusedEvent = (ordering: RecordOrdering, given: object): Answer | null => {
  const { shelf, now } = ordering;
  const parsed = SecondmentEvent.safeParse(given);
  if (!parsed.success) return null;
  const { data: event } = parsed;
  const secondment = shelf.find('secondment', event.secondment);
  if (secondment === null) return refused(GONE);
  if (event.newEndsOn === null || (event.kind !== 'extension' && event.kind !== 'ending')) {
    return null;
  }
  const allAgree = [event.consultedOn, event.probationAgreedOn, event.yotAgreedOn].every(
    (day) => day !== null,
  );
  const plan = judgePlan({
    startsOn: secondment.startsOn,
    endsOn: event.newEndsOn,
    endReason: event.words,
    noticeOn: event.kind === 'ending' && WITH_NOTICE.has(event.endingFor) ? event.on : null,
    allAgree: allAgree || secondment.shortNoticeAgreed,
    today: londonDay(now()),
    ...limitsOf(ordering, secondment),
  });
  return plan.state === 'refused' ? refused(plan.words, 'newEndsOn') : null;
};

/**
 * Whether a changed event may be written, and moves one that has become a matter of performance, or is none any more,
 * among its readers: written there first, then removed here. Null: it stays where it is and may be changed.
 */
const settleEvent = async (
  ordering: RecordOrdering,
  id: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<Answer | null> => {
  const { shelf } = ordering;
  const before = shelf.find('event', id);
  const from = shelf.keeperOf('event', id);
  if (before === null || from === null) return refused(GONE);
  const after = parseRecord('event', id, { ...withoutId(before), ...fields });
  if (after.state === 'refused') return refused(after.why, after.field);
  if (after.record.secondment !== before.secondment) return refused(ANOTHERS, 'secondment');
  const refusal = refusedEvent(ordering, after.record);
  if (refusal !== null) return refusal;
  const to = await sectionFor(ordering, 'event', after.record);
  if (typeof to !== 'string') return to;
  // Two sections may have one name: a record stays in the one that it is in.
  const isThere = shelf.sections().some(({ at, name }) => at === from && name === to);
  if (isThere) return null;
  if (!mayWrite(ordering, from)) return refused(READ_ONLY);
  const when = writing(ordering.now());
  const there = await save(ordering, to, [(doc) => put(doc, 'event', after.record, when)], id);
  if (there.state === 'refused') return there;
  return save(ordering, from, [(doc) => remove(doc, 'event', id, when)], id);
};

const withoutId = ({ id, ...rest }: SecondmentEvent): Omit<SecondmentEvent, 'id'> => {
  void id;
  return rest;
};
