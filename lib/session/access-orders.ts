/** What people order about who can read what: one small function for each order. */
import { usualAccess, type Access } from './access';
import {
  accessFacts,
  ensureSection,
  mayGrantIn,
  reconcile,
  sectionsOfSecondment,
  unsaidOfChoice,
} from './access-work';
import { done, refused } from './answer';
import { handOver } from './hand-over';
import {
  accessPlace,
  followReaders,
  GONE,
  save,
  SECTION_REFUSED,
  writing,
  type RecordOrdering,
  type Write,
} from './orders';
import { bring, mark } from './share';
import { londonDay } from '@/lib/domain/calendar';
import { AccessChoice, choiceId, type AcoStep } from '@/lib/domain/access-choice';
import type { SectionName } from '@/lib/domain/kinds';
import { standingText, type Person } from '@/lib/domain/people';
import {
  auditSection,
  partsOf,
  performanceSection,
  secondmentSection,
  sharedSection,
} from '@/lib/domain/sections';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { familyOf, type RecordName } from '@/lib/notebook/carry';
import { REMOVED_FIELD } from '@/lib/notebook/layout';
import { change, keepValue, put } from '@/lib/notebook/records';
import { MemberId } from '@/lib/vault/ids';

const NOT_A_KEEPER = 'Only a person who may invite others can do this.';
const NOT_YOURS_TO_GIVE =
  'Only someone who changes this part and may invite others, or who started it, can say who reads it.';
const NOT_YET_TOLD =
  'This is written down, but not everyone could be given access yet. Give the same order again.';

/** Erasing as this device does it. Null where it cannot. */
export type Erase = (
  /** The section, as `records` names it. */
  section: string,
  /** What goes, with the notes of the meetings among it. A secondment is all of its section. */
  records: readonly RecordName[] | 'everything',
) => Promise<{ readonly state: 'saved' } | { readonly state: 'refused'; readonly why: string }>;

export interface AccessOrdering extends RecordOrdering {
  readonly erase: Erase;
}

const personOf = ({ shelf }: RecordOrdering, id: string): Person | null => shelf.find('person', id);

const memberOf = ({ notebook }: RecordOrdering, person: string) =>
  notebook.register().members.find(({ member }) => member === person);

const isKeeper = (ordering: RecordOrdering): boolean => {
  const { me } = ordering.looking();
  return me !== null && memberOf(ordering, me)?.isKeeper === true;
};

/** Writes what someone chose for a person in a part, and lets them in or no more. */
const choose = async (
  ordering: RecordOrdering,
  section: SectionName,
  person: string,
  access: Access | 'none',
  step: AcoStep | null = null,
): Promise<Answer> => {
  const id = choiceId(section, person);
  const record = AccessChoice.parse({
    id,
    person,
    section,
    access,
    step,
    chosenOn: londonDay(ordering.now()),
  });
  const saved = await save(
    ordering,
    section,
    [
      (doc) => put(doc, 'accessChoice', record, writing(ordering.now())),
      // What somebody wrote who may not choose is said here, though it stays the same.
      ...unsaidOfChoice(accessPlace(ordering), section, id).map(
        (field): Write =>
          (doc) =>
            keepValue(
              doc,
              'accessChoice',
              id,
              field,
              field === REMOVED_FIELD ? null : Reflect.get(record, field),
              writing(ordering.now()),
            ),
      ),
    ],
    id,
  );
  if (saved.state === 'refused') return saved;
  const failed = await reconcile(accessPlace(ordering), [section]);
  return failed.length === 0 ? done(id) : refused(NOT_YET_TOLD);
};

const setAccess = async (
  ordering: RecordOrdering,
  { person, section, access }: OrderOf<'setAccess'>,
): Promise<Answer> => {
  if (personOf(ordering, person) === null) return refused(GONE);
  if (partsOf(section) === null) return refused(GONE);
  if (!mayGrantIn(accessPlace(ordering), section)) return refused(NOT_YOURS_TO_GIVE);
  if (person === ordering.looking().me) {
    return refused('Nobody changes their own access. Ask another person who may invite others.');
  }
  return choose(ordering, section, person, access ?? 'none');
};

/** What each step opens: its notes, PPDA and absences; section 9 also what is about performance. */
const OPENED_BY = {
  'S1.5': ['secondment'],
  'S9.5': ['secondment', 'performance'],
  'S14.2': ['secondment'],
} as const satisfies Readonly<Record<AcoStep, readonly ('secondment' | 'performance')[]>>;

/** In the secondment the Assistant Chief Officer reads; at a meeting about performance they decide with the others. */
const ACO_ACCESS = { secondment: 'read', performance: 'write' } as const;

const bringInAco = async (
  ordering: RecordOrdering,
  { person, secondment, step }: OrderOf<'bringInAco'>,
): Promise<Answer> => {
  if (ordering.shelf.find('secondment', secondment) === null) return refused(GONE);
  const record = personOf(ordering, person);
  const place = accessPlace(ordering);
  const facts = accessFacts(place);
  const standing = facts.people.find(({ id }) => id === person);
  if (record === null || standing?.role !== 'aco') {
    return refused('Choose an Assistant Chief Officer', 'person');
  }
  for (const part of OPENED_BY[step]) {
    const section =
      part === 'secondment' ? secondmentSection(secondment) : performanceSection(secondment);
    const made = await ensureSection(place, section);
    if (made !== 'there') return refused(SECTION_REFUSED[made]);
    if (!mayGrantIn(place, section)) return refused(NOT_YOURS_TO_GIVE);
    const answer = await choose(ordering, section, person, ACO_ACCESS[part], step);
    if (answer.state === 'refused') return answer;
  }
  return done(secondment);
};

const shareOne = async (
  ordering: RecordOrdering,
  { kind, id, person, access }: OrderOf<'shareOne'>,
): Promise<Answer> => {
  const { shelf, notebook } = ordering;
  const record = personOf(ordering, person);
  const from = shelf.keeperOf(kind, id);
  if (record === null || from === null || shelf.find(kind, id) === null) return refused(GONE);
  const section = sharedSection(id);
  const place = accessPlace(ordering);
  const facts = accessFacts(place, id);
  const standing = facts.people.find((one) => one.id === person);
  if (standing !== undefined && usualAccess(section, standing, facts) !== null) {
    return refused(`${record.name} can read this already.`, 'person');
  }
  const made = await ensureSection(place, section, facts);
  if (made !== 'there') return refused(SECTION_REFUSED[made]);
  if (!mayGrantIn(place, section)) return refused(NOT_YOURS_TO_GIVE);
  if (from !== section) {
    // First the copy, then where it is from now on: whatever ends in between leaves it where it was.
    const problem =
      (await bring(notebook, { kind, id, from, to: section })) ??
      (await mark(notebook, from, { kind, id }, section)) ??
      (await bring(notebook, { kind, id, from, to: section }));
    if (problem !== null) return refused(problem);
  }
  return choose(ordering, section, person, access);
};

const stopSharing = async (
  ordering: RecordOrdering,
  { kind, id, person }: OrderOf<'stopSharing'>,
): Promise<Answer> => {
  const { shelf, notebook } = ordering;
  const section = sharedSection(id);
  if (!shelf.sections().some(({ at }) => at === section)) return refused(GONE);
  if (!mayGrantIn(accessPlace(ordering), section)) return refused(NOT_YOURS_TO_GIVE);
  const answer = await choose(ordering, section, person, 'none');
  if (answer.state === 'refused') return answer;
  const isStillShared = shelf
    .all('accessChoice')
    .some((choice) => choice.section === section && choice.access !== 'none');
  if (isStillShared) return done(id);
  for (const { now, before, ...double } of shelf.doubles()) {
    if (double.id !== id || double.kind !== kind || now !== section) continue;
    if (!shelf.sections().some(({ at, mayWrite }) => at === before && mayWrite)) continue;
    const problem =
      (await bring(notebook, { kind, id, from: section, to: before })) ??
      (await mark(notebook, before, { kind, id }, null));
    if (problem !== null) return refused(problem);
  }
  return done(id);
};

/** Writes changes of many records, one change for each section; the titles of what could not be written stay behind. */
const writeHandOver = async (
  ordering: RecordOrdering,
  from: string,
  to: string,
): Promise<Answer | null> => {
  const changes = handOver(ordering.looking(), { from, to });
  const bySection = Map.groupBy(changes, ({ kind, id }) => ordering.shelf.keeperOf(kind, id));
  for (const [section, ofSection] of bySection) {
    if (section === null) continue;
    const isMine = ordering.shelf.sections().some(({ at, mayWrite }) => at === section && mayWrite);
    if (!isMine) continue;
    const answer = await save(
      ordering,
      section,
      ofSection.map(
        ({ kind, id, fields }): Write =>
          (doc) =>
            change(doc, kind, id, fields, writing(ordering.now())),
      ),
      null,
    );
    if (answer.state === 'refused') return answer;
  }
  for (const { kind, id, fields } of changes) await followReaders(ordering, kind, id, fields);
  return null;
};

const removeAccess = async (
  ordering: RecordOrdering,
  { person, successor }: OrderOf<'removeAccess'>,
): Promise<Answer> => {
  if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
  const member = memberOf(ordering, person);
  if (member === undefined) return refused('This person is not in the notebook any more.');
  if (person === ordering.looking().me) {
    return refused('Nobody removes themselves. Ask another person who may invite others.');
  }
  if (successor !== null) {
    if (successor === person || personOf(ordering, successor) === null) {
      return refused('Choose who takes over', 'successor');
    }
    const problem = await writeHandOver(ordering, person, successor);
    if (problem !== null) return problem;
  }
  const said = await ordering.notebook.remove({
    members: [MemberId.parse(person)],
    devices: [],
  });
  return said.state === 'saved' ? done(person) : refused(said.why);
};

const setAuditor = async (
  ordering: RecordOrdering,
  { person, may }: OrderOf<'setAuditor'>,
): Promise<Answer> => {
  if (!isKeeper(ordering)) return refused(NOT_A_KEEPER);
  const member = memberOf(ordering, person);
  const standing = accessFacts(accessPlace(ordering)).people.find(({ id }) => id === person);
  if (member === undefined || standing === undefined) return refused(GONE);
  if (!may && standing.role === 'auditor') {
    return refused('Auditor is this person’s role. Change the role, or remove their access.');
  }
  const said = await ordering.notebook.setRole(
    member.member,
    standingText({ role: standing.role, isAuditor: may }),
  );
  if (said.state !== 'saved') return refused(said.why);
  // Each person's device lets the auditor in to its own log; here it is ours.
  await reconcile(accessPlace(ordering), [auditSection(ordering.looking().me ?? '')]);
  return done(person);
};

const erase = async (ordering: AccessOrdering, { kind, id }: OrderOf<'erase'>): Promise<Answer> => {
  const { shelf, notebook } = ordering;
  const section = shelf.keeperOf(kind, id);
  if (section === null) return refused(GONE);
  const places = new Set([
    section,
    ...shelf
      .doubles()
      .filter((double) => double.id === id)
      .map(({ before }) => before),
    ...(kind === 'secondment'
      ? sectionsOfSecondment(shelf, id).filter((name) =>
          shelf.sections().some(({ at }) => at === name),
        )
      : []),
  ]);
  for (const place of places) {
    const said = await ordering.erase(
      place,
      kind === 'secondment' ? 'everything' : familyOf(notebook.records(place), kind, id),
    );
    if (said.state !== 'saved') return refused(said.why);
  }
  // Its entry in the overview holds names and dates, and is read by others than its section.
  if (kind === 'secondment' && shelf.keeperOf('overview', id) !== null) {
    const said = await ordering.erase('overview', [{ kind: 'overview', id }]);
    if (said.state !== 'saved') return refused(said.why);
  }
  return done(id);
};

type AccessOrder =
  | 'setAccess'
  | 'bringInAco'
  | 'shareOne'
  | 'stopSharing'
  | 'removeAccess'
  | 'setAuditor'
  | 'erase';

type Handlers = {
  readonly [Name in AccessOrder]: (
    ordering: AccessOrdering,
    given: OrderOf<Name>,
  ) => Promise<Answer>;
};

export const ACCESS_ORDERS: Handlers = {
  setAccess,
  bringInAco,
  shareOne,
  stopSharing,
  removeAccess,
  setAuditor,
  erase,
};
