/** Gives the sections of an open notebook the readers that they should have: the table of readers against the register. */
import {
  accessSteps,
  desiredAccess,
  PARTY_FIELDS,
  type Access,
  type AccessFacts,
  type AccessNow,
  type AccessPerson,
  type PartyField,
  type Unsaid,
} from './access';
import type { Shelf, ShelvedNotebook } from './shelf';
import { choiceId } from '@/lib/domain/access-choice';
import { fieldsOf, type Kind, type SectionName } from '@/lib/domain/kinds';
import { readStanding, type Person, type Standing } from '@/lib/domain/people';
import {
  partsOf,
  performanceSection,
  secondmentSection,
  sharedSection,
} from '@/lib/domain/sections';
import { REMOVED_FIELD, sectionOf } from '@/lib/notebook/layout';
import { clientOfField, idsEverIn } from '@/lib/notebook/writer';
import { MemberId, type SectionId } from '@/lib/vault/ids';

/** What this needs of the register and of an open notebook. */
export interface AccessRegister {
  readonly members: readonly {
    readonly member: MemberId;
    readonly isKeeper: boolean;
    /** As a keeper set it. */
    readonly role: string;
    readonly grants: ReadonlyMap<SectionId, Access>;
  }[];
  readonly sections: readonly {
    readonly section: SectionId;
    readonly purpose: string;
    readonly maker: MemberId;
    /** Whether its maker let others in when it was made. */
    readonly isByKeeper: boolean;
  }[];
  /** Whose device it is or was. */
  readonly wasDevice: (
    id: string,
  ) => { readonly member: MemberId; readonly isKeeper: boolean } | null;
}

/** How a statement ended: `saved`, or a reason. */
export interface Said {
  readonly state: string;
}

export interface AccessNotebook extends Pick<ShelvedNotebook, 'sections' | 'records'> {
  readonly register: () => AccessRegister;
  /** The device that wrote under a Yjs client id, as its signed changes say. */
  readonly writerOf: (client: number) => string | null;
  readonly makeSection: (
    purpose: string,
    grants: readonly { readonly member: MemberId; readonly access: Access }[],
  ) => Promise<Said>;
  readonly grant: (granting: {
    readonly member: MemberId;
    readonly section: SectionId;
    readonly access: Access;
  }) => Promise<Said>;
  readonly withdraw: (ending: {
    readonly member: MemberId;
    readonly section: SectionId;
  }) => Promise<Said>;
}

export interface AccessPlace {
  readonly notebook: AccessNotebook;
  readonly shelf: Shelf;
  /** The member whose device this is. */
  readonly me: string | null;
}

/** Once someone has joined, what they are is for the keepers to say: a record could be changed by anyone who writes it. */
export const standingOf = (
  person: Pick<Person, 'role'>,
  member: { readonly role: string } | undefined,
): Standing =>
  member === undefined
    ? { role: person.role, isAuditor: person.role === 'auditor' }
    : (readStanding(member.role) ?? { role: 'other', isAuditor: false });

/** The section that a transfer or a meeting belongs to by its kind, wherever it is now. */
const homeOf = (shelf: Shelf, id: string): SectionName => {
  const meeting = shelf.find('meeting', id);
  const aboutSection = (about: string): SectionName =>
    shelf.find('secondment', about) === null ? 'transfers' : secondmentSection(about);
  return (meeting === null ? null : sectionOf('meeting', meeting, aboutSection)) ?? 'transfers';
};

/**
 * The section that a name means where several bear it. Anyone makes a section, under any name and on parents as old as
 * they like: of those that bear one name the first that a keeper made is meant, and the first only if there is none.
 */
const sectionMeant = (
  { sections }: AccessRegister,
  name: SectionName,
): AccessRegister['sections'][number] | undefined => {
  const same = sections.filter(({ purpose }) => purpose === name);
  return same.find(({ isByKeeper }) => isByKeeper) ?? same[0];
};

/** The id of the section that the shelf calls `at`. */
const idOfPlace = ({ notebook }: AccessPlace, at: string | null): string | null => {
  const here = notebook.sections();
  return (here.find(({ name }) => name === at) ?? here.find(({ id }) => id === at))?.id ?? null;
};

/** Whether a record lies in that section, and not in another one that somebody gave the same name. */
const liesIn = (
  place: AccessPlace,
  { kind, id }: { readonly kind: Kind; readonly id: string },
  section: AccessRegister['sections'][number] | undefined,
): boolean => section?.section === idOfPlace(place, place.shelf.keeperOf(kind, id));

const NOBODY: ReadonlySet<PartyField> = new Set();

type SectionMade = AccessRegister['sections'][number];

/**
 * Whether somebody wrote a field who may let others in to a section: its maker, or a keeper. Nobody writes where they
 * may not, so a keeper who wrote there might give access there; for what lies elsewhere they must write it now, too.
 * A field that nobody wrote says what it always says.
 */
const isSaid = (
  { notebook }: AccessPlace,
  { at, kind, id }: { readonly at: string; readonly kind: Kind; readonly id: string },
  field: string,
  inSections: readonly SectionMade[],
): boolean => {
  const client = clientOfField(notebook.records(at), kind, id, field);
  if (client === null) return true;
  if (client === 'deleted') return false;
  const register = notebook.register();
  const writer = register.wasDevice(notebook.writerOf(client) ?? '');
  if (writer === null) return false;
  const grants = register.members.find(({ member }) => member === writer.member)?.grants;
  return inSections.every(
    ({ section, maker }, place) =>
      maker === writer.member ||
      (writer.isKeeper && (place === 0 || grants === undefined || grants.get(section) === 'write')),
  );
};

/** How the shelf calls a section that this device reads. */
const placeOfSection = ({ notebook }: AccessPlace, section: string): string | null => {
  const here = notebook.sections();
  const own = here.find(({ id }) => id === section);
  if (own === undefined) return null;
  return here.find(({ name }) => name === own.name)?.id === section ? own.name : section;
};

/** The fields of a choice that somebody wrote who may not let others in there. */
export const unsaidOfChoice = (
  place: AccessPlace,
  section: SectionName,
  id: string,
): readonly string[] => {
  const meant = sectionMeant(place.notebook.register(), section);
  const at = meant === undefined ? null : placeOfSection(place, meant.section);
  return meant === undefined || at === null ? [] : unsaidFields(place, meant, at, id);
};
const unsaidFields = (
  place: AccessPlace,
  one: SectionMade,
  at: string,
  id: string,
): readonly string[] =>
  [...fieldsOf('accessChoice').keys(), REMOVED_FIELD].filter(
    (field) => !isSaid(place, { at, kind: 'accessChoice', id }, field, [one]),
  );

/** The choices in one section that count for nothing, and those that were taken away. */
const unsaidChoicesIn = (place: AccessPlace, one: SectionMade): readonly string[] => {
  const at = placeOfSection(place, one.section);
  if (at === null) return [];
  return [...idsEverIn(place.notebook.records(at), 'accessChoice')].filter(
    (id) => unsaidFields(place, one, at, id).length > 0,
  );
};

/** The parties of a secondment that count for nothing in a section of its own: the one meant by a name, or another. */
export const unsaidParties = (
  place: AccessPlace,
  id: string,
  section: SectionName | SectionMade,
): ReadonlySet<PartyField> => {
  const register = place.notebook.register();
  const own = sectionMeant(register, secondmentSection(id));
  const at = place.shelf.keeperOf('secondment', id);
  if (own === undefined || at === null) return NOBODY;
  const other = typeof section === 'string' ? sectionMeant(register, section) : section;
  const where = other === undefined || other.purpose === own.purpose ? [own] : [own, other];
  return new Set(
    PARTY_FIELDS.filter((field) => !isSaid(place, { at, kind: 'secondment', id }, field, where)),
  );
};

const unsaidIn = (place: AccessPlace, secondments: readonly { readonly id: string }[]): Unsaid => {
  const register = place.notebook.register();
  return {
    parties: new Map(
      secondments.flatMap(({ id }) =>
        [secondmentSection(id), performanceSection(id)].map(
          (section) => [section, unsaidParties(place, id, section)] as const,
        ),
      ),
    ),
    choices: new Set(
      register.sections
        .filter((one) => sectionMeant(register, one.purpose) === one)
        .flatMap((one) => unsaidChoicesIn(place, one)),
    ),
  };
};

/**
 * What the table of readers is read against. `sharing`: the id of a record that is just being shared by itself.
 * Secondments and choices count only where they belong: whoever makes a section of the same name brings nothing about.
 */
export const accessFacts = (place: AccessPlace, sharing: string | null = null): AccessFacts => {
  const { notebook, shelf } = place;
  const shared = shelf.sections().flatMap(({ name }) => {
    const parts = partsOf(name);
    return parts?.kind === 'shared' ? [String(parts.of)] : [];
  });
  const register = notebook.register();
  const { members, sections } = register;
  const persons = shelf.all('person');
  const known = new Set<string>(persons.map(({ id }) => id));
  const memberOf = new Map(members.map((member) => [String(member.member), member]));
  const doubles = shelf.doubles();
  // Whoever writes a shared record could say that it is about another one: only where it also stands can it be from.
  const came = (id: string, home: SectionName): boolean =>
    doubles.some((one) => one.id === id && (one.now === home || one.before === home));
  const secondments = shelf
    .all('secondment')
    .filter(({ id }) =>
      liesIn(place, { kind: 'secondment', id }, sectionMeant(register, secondmentSection(id))),
    );
  return {
    people: [
      ...persons.map((person) => {
        const member = memberOf.get(person.id);
        return {
          id: String(person.id),
          ...standingOf(person, member),
          isKeeper: member?.isKeeper ?? false,
        };
      }),
      // Someone whose record has not arrived is known by what the keepers said.
      ...members
        .filter(({ member }) => !known.has(member))
        .flatMap(({ member, role, isKeeper }) => {
          const standing = readStanding(role);
          return standing === null ? [] : [{ id: String(member), ...standing, isKeeper }];
        }),
    ],
    secondments,
    choices: shelf
      .all('accessChoice')
      .filter(
        ({ id, section, person }) =>
          id === choiceId(section, person) &&
          liesIn(place, { kind: 'accessChoice', id }, sectionMeant(register, section)),
      ),
    unsaid: unsaidIn(place, secondments),
    homes: new Map(
      [...shared, ...(sharing === null ? [] : [sharing])].flatMap((id) => {
        const home = homeOf(shelf, id);
        return id === sharing || came(id, home) ? [[sharedSection(id), home] as const] : [];
      }),
    ),
    makers: new Map(
      sections.map(({ purpose, maker }) => [
        purpose,
        String(sectionMeant(register, purpose)?.maker ?? maker),
      ]),
    ),
  };
};

/** The same, read about one section: another one of its name has another maker, and choices of its own. */
const factsAbout = (
  place: AccessPlace,
  facts: AccessFacts,
  one: AccessRegister['sections'][number],
): AccessFacts => {
  if (sectionMeant(place.notebook.register(), one.purpose)?.section === one.section) return facts;
  const parts = partsOf(one.purpose);
  return {
    ...facts,
    choices: place.shelf
      .all('accessChoice')
      .filter(
        ({ id, section, person }) =>
          id === choiceId(section, person) && liesIn(place, { kind: 'accessChoice', id }, one),
      ),
    unsaid: {
      parties:
        parts?.kind === 'performance'
          ? new Map([
              ...facts.unsaid.parties,
              [one.purpose, unsaidParties(place, parts.of, one)] as const,
            ])
          : facts.unsaid.parties,
      choices: new Set(unsaidChoicesIn(place, one)),
    },
    makers: new Map([...facts.makers, [one.purpose, String(one.maker)]]),
  };
};

/** Whether enough is known here to say who should read a section: its secondment, or where its record came from. */
const isKnown = (section: SectionName, facts: AccessFacts): boolean => {
  const parts = partsOf(section);
  if (parts === null) return false;
  if (parts.kind === 'secondment' || parts.kind === 'performance') {
    return facts.secondments.some(({ id }) => id === parts.of);
  }
  return parts.kind !== 'shared' || facts.homes.has(section);
};

const accessNow = (
  register: AccessRegister,
  { section, purpose, maker }: AccessRegister['sections'][number],
): AccessNow => {
  const access = new Map(
    register.members.flatMap(({ member, grants }) => {
      const own = grants.get(section);
      return own === undefined ? [] : [[String(member), own] as const];
    }),
  );
  const granters = register.members
    .filter(
      ({ member, isKeeper }) => access.get(member) === 'write' && (isKeeper || member === maker),
    )
    .map(({ member }) => String(member));
  return { section: purpose, access, granters: new Set(granters) };
};

/** Whether this member may give others access to a section. Who reads a log follows from who is an auditor alone. */
export const mayGrantIn = ({ notebook, me }: AccessPlace, section: SectionName): boolean => {
  if (partsOf(section)?.kind === 'audit') return false;
  const register = notebook.register();
  return register.sections.some(
    (one) => one.purpose === section && me !== null && accessNow(register, one).granters.has(me),
  );
};

interface AccessToGive {
  readonly one: AccessRegister['sections'][number];
  readonly member: MemberId;
  /** What the member has, if anything, and what they should have; null: nothing. */
  readonly had: Access | undefined;
  readonly access: Access | null;
}

/** What is missing or too much in the sections of these names, one by one, wherever this member may give access. */
function* accessToGive(
  place: AccessPlace,
  isAsked: (section: SectionName) => boolean,
): Generator<AccessToGive> {
  const { notebook, me } = place;
  if (me === null) return;
  const facts = accessFacts(place);
  const register = notebook.register();
  const members = new Set(register.members.map(({ member }) => String(member)));
  for (const one of register.sections.filter(({ purpose }) => isAsked(purpose))) {
    const now = accessNow(register, one);
    if (!isKnown(one.purpose, facts) || !now.granters.has(me)) continue;
    for (const { member, access } of accessSteps(now, factsAbout(place, facts, one), members, me)) {
      yield { one, member: MemberId.parse(member), had: now.access.get(member), access };
    }
  }
}

/**
 * Says what is missing and ends what is too much in the sections named, as far as this member may. Answers with the
 * sections in which something could not be said; what could not be said now is said by the next order there.
 */
export const reconcile = async (
  place: AccessPlace,
  sections: readonly SectionName[],
): Promise<readonly SectionName[]> => {
  const { notebook } = place;
  const failed = new Set<SectionName>();
  const steps = accessToGive(place, (section) => sections.includes(section));
  for (const { one, member, had, access } of steps) {
    const { section } = one;
    // Less than before ends what they wrote at what is known here; then they are let in again to read.
    const ending =
      had === undefined || access === 'write'
        ? SAVED
        : await notebook.withdraw({ member, section });
    const giving =
      access === null || ending.state !== 'saved'
        ? ending
        : await notebook.grant({ member, section, access });
    if (giving.state !== 'saved') failed.add(one.purpose);
  }
  return [...failed];
};
const SAVED: Said = { state: 'saved' };

/** Changes whenever what the table of readers is read against may have changed. */
export const accessPlaceKey = ({ notebook, shelf }: AccessPlace): string => {
  const { members, sections } = notebook.register();
  const granted = members.map(
    ({ member, role, isKeeper, grants }) =>
      `${member} ${role} ${isKeeper} ${[...grants].map((grant) => grant.join(' ')).join(',')}`,
  );
  return `${shelf.version()} ${sections.length} ${granted.join(';')}`;
};

/** Gives everyone in the notebook what they should have and have not, wherever this member may give it. */
export const letIn = async (place: AccessPlace): Promise<void> => {
  for (const { one, member, had, access } of accessToGive(place, () => true)) {
    if (access === null || had === 'write') continue;
    await place.notebook.grant({ member, section: one.section, access });
  }
};

/**
 * Makes a section with those readers of it who have joined; nothing when there is one. 'not yours': whoever asks would
 * not read it themselves. One that somebody made who would neither write it nor let others in is none: it could be
 * there to keep others out, or to read what they write.
 */
export const ensureSection = async (
  place: AccessPlace,
  section: SectionName,
  facts: AccessFacts = accessFacts(place),
): Promise<'there' | 'not yours' | 'refused'> => {
  const { notebook, me } = place;
  const parts = partsOf(section);
  // One that stands under this name already, and may be nobody's, has no say in who made a rightful one.
  const unsaid =
    parts?.kind === 'performance'
      ? new Map([
          ...facts.unsaid.parties,
          [section, facts.unsaid.parties.get(secondmentSection(parts.of)) ?? NOBODY] as const,
        ])
      : facts.unsaid.parties;
  const desiredIfMadeBy = (maker: string): ReadonlyMap<string, Access> =>
    desiredAccess(section, {
      ...facts,
      unsaid: { ...facts.unsaid, parties: unsaid },
      makers: new Map([...facts.makers, [section, maker]]),
    });
  /** Whether a section was made by somebody who writes it by the table, or lets others in. */
  const isRightful = (id: string): boolean => {
    const made = notebook.register().sections.find((one) => one.section === id);
    if (made === undefined) return false;
    return made.isByKeeper || desiredIfMadeBy(made.maker).get(made.maker) === 'write';
  };
  const { members, sections } = notebook.register();
  const here = idOfPlace(place, section);
  if (here !== null) return isRightful(here) ? 'there' : 'refused';
  if (sections.some((one) => one.purpose === section && isRightful(one.section))) {
    return 'not yours';
  }
  if (me === null) return 'refused';
  const desired = desiredIfMadeBy(me);
  if (desired.get(me) !== 'write') return 'not yours';
  const grants = members.flatMap(({ member }) => {
    const access = desired.get(member);
    return access === undefined || member === me ? [] : [{ member, access }];
  });
  const { state } = await notebook.makeSection(section, grants);
  return state === 'saved' ? 'there' : 'refused';
};

/** What a person who is being let in is granted: their part of every section in which this member may grant. */
export const grantsFor = (
  place: AccessPlace,
  {
    isAuditor = false,
    ...about
  }: Omit<AccessPerson, 'isAuditor'> & Partial<Pick<AccessPerson, 'isAuditor'>>,
): readonly { readonly section: SectionId; readonly access: Access }[] => {
  const person: AccessPerson = { ...about, isAuditor: isAuditor || about.role === 'auditor' };
  const facts = accessFacts(place);
  const after: AccessFacts = {
    ...facts,
    people: [...facts.people.filter(({ id }) => id !== person.id), person],
  };
  return place.notebook.register().sections.flatMap(({ section, purpose }) => {
    if (!isKnown(purpose, after) || !mayGrantIn(place, purpose)) return [];
    const access = desiredAccess(purpose, after).get(person.id);
    return access === undefined ? [] : [{ section, access }];
  });
};

/** The sections of a secondment, and of what was shared of it, whose readers follow from who its parties are. */
export const sectionsOfSecondment = (shelf: Shelf, id: string): readonly SectionName[] => [
  secondmentSection(id),
  performanceSection(id),
  ...shelf
    .sections()
    .map(({ name }) => name)
    .filter((name) => {
      const parts = partsOf(name);
      return parts?.kind === 'shared' && shelf.find('meeting', parts.of)?.about === id;
    }),
];
