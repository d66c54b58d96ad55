/**
 * Who should read what. The table says it in sentences, by part of the notebook; everything else here only reads the
 * table. Nothing in it decides who can: that is the register, which every device holds to.
 */
import { choiceId, type AccessChoice } from '@/lib/domain/access-choice';
import type { SectionName } from '@/lib/domain/kinds';
import type { Role } from '@/lib/domain/people';
import type { Secondment } from '@/lib/domain/secondment';
import { partsOf, type SectionKind, type SectionParts } from '@/lib/domain/sections';

export type Access = 'read' | 'write';

export interface AccessPerson {
  /** A person's id, which is also a member's. */
  readonly id: string;
  /** As the keepers set it once the person has joined; as the record says it before. */
  readonly role: Role;
  readonly isAuditor: boolean;
  /** Whether they let others in. */
  readonly isKeeper: boolean;
}

/** The fields of a secondment that say who its parties are. */
export const PARTY_FIELDS = ['secondee', 'lineManager', 'yotManager', 'liaisonSpo'] as const;
export type PartyField = (typeof PARTY_FIELDS)[number];
export type Parties = Pick<Secondment, 'id' | PartyField>;

/** The parties whose part it is. */
const PARTIES_OF = {
  secondment: PARTY_FIELDS,
  performance: ['secondee', 'lineManager', 'liaisonSpo'],
} as const satisfies Partial<Readonly<Record<SectionKind, readonly PartyField[]>>>;

/**
 * What stands in records and was last written by someone who may not let others in there. Nobody is let in or out for
 * it: it waits for a person who may.
 */
export interface Unsaid {
  /** By section, the parties of its secondment. */
  readonly parties: ReadonlyMap<SectionName, ReadonlySet<PartyField>>;
  /** Ids of choices. */
  readonly choices: ReadonlySet<string>;
}
export const NOTHING_UNSAID: Unsaid = { parties: new Map(), choices: new Set() };

/** What the sentences are read against: what this device can read of the notebook. */
export interface AccessFacts {
  readonly people: readonly AccessPerson[];
  readonly secondments: readonly Parties[];
  readonly choices: readonly AccessChoice[];
  readonly unsaid: Unsaid;
  /** By `shared/<id>` the section that the record came from. */
  readonly homes: ReadonlyMap<SectionName, SectionName>;
  /** By section the person who made it. */
  readonly makers: ReadonlyMap<SectionName, string>;
}

/** People who are let in to one record by itself: none of the rest is theirs to read. */
const GUESTS: ReadonlySet<Role> = new Set<Role>([
  'trade-union-representative',
  'receiving-officer',
  'auditor',
]);
const isGuest = (role: Role): boolean => GUESTS.has(role);

/** Those who work on young people's transfers. */
const TRANSFER_ROLES: ReadonlySet<Role> = new Set<Role>([
  'liaison-spo',
  'yot-line-manager',
  'yot-manager',
  'secondee',
  'case-manager',
]);
/** Those who answer for secondments and keep the overview true. */
const OVERVIEW_ROLES: ReadonlySet<Role> = new Set<Role>([
  'liaison-spo',
  'yot-line-manager',
  'yot-manager',
]);

/** What a sentence asks about one person and one part. */
interface Question {
  readonly person: AccessPerson;
  /** The secondment, member or record that the part belongs to. */
  readonly of: string;
  readonly facts: AccessFacts;
  readonly section: SectionName;
}

interface Sentence {
  readonly words: string;
  readonly access: Access;
  readonly holds: (question: Question) => boolean;
}

const partiesOf = ({ of, facts }: Question): Parties | null =>
  facts.secondments.find(({ id }) => id === of) ?? null;

/** Without a keeper among its writers nobody could let the others in. */
const hasKeeperAmong = ({ facts }: Question, people: readonly (string | null)[]): boolean =>
  facts.people.some(({ id, isKeeper }) => isKeeper && people.includes(id));

const isMaker = ({ person, facts, section }: Question): boolean =>
  facts.makers.get(section) === person.id;

export const READERS = {
  directory: [
    { words: 'Everyone reads the directory.', access: 'read', holds: () => true },
    {
      words: 'Everyone but a guest changes the directory.',
      access: 'write',
      holds: ({ person }) => !isGuest(person.role),
    },
  ],
  overview: [
    {
      words: 'The Assistant Chief Officer reads the overview.',
      access: 'read',
      holds: ({ person }) => person.role === 'aco',
    },
    {
      words: 'Whoever answers for secondments keeps the overview.',
      access: 'write',
      holds: ({ person }) => OVERVIEW_ROLES.has(person.role),
    },
    {
      words: 'Whoever lets others in to the overview holds it.',
      access: 'write',
      holds: ({ person }) => person.isKeeper,
    },
  ],
  transfers: [
    {
      words: 'Those who work on transfers read and change all of them.',
      access: 'write',
      holds: ({ person }) => TRANSFER_ROLES.has(person.role),
    },
    {
      words: 'Whoever lets others in to the transfers holds them.',
      access: 'write',
      holds: ({ person }) => person.isKeeper,
    },
  ],
  secondment: [
    {
      words:
        'The seconded officer, the YOT line manager, the YOT manager and the Liaison Senior Probation Officer of a secondment read and change it.',
      access: 'write',
      holds: (question) => {
        const parties = partiesOf(question);
        return (
          parties !== null &&
          PARTIES_OF.secondment.some((field) => parties[field] === question.person.id)
        );
      },
    },
    {
      words: 'Until one of them has joined who lets others in, whoever started it holds it.',
      access: 'write',
      holds: (question) => {
        const parties = partiesOf(question);
        return (
          isMaker(question) &&
          (parties === null ||
            !hasKeeperAmong(
              question,
              PARTIES_OF.secondment.map((field) => parties[field]),
            ))
        );
      },
    },
  ],
  performance: [
    {
      words:
        'The seconded officer, the YOT line manager and the Liaison Senior Probation Officer of a secondment read and change what is about performance.',
      access: 'write',
      holds: (question) => {
        const parties = partiesOf(question);
        return (
          parties !== null &&
          PARTIES_OF.performance.some((field) => parties[field] === question.person.id)
        );
      },
    },
  ],
  shared: [
    {
      words: 'A record that is shared by itself stays with everyone who read it before.',
      access: 'read',
      holds: (question) => homeAccess(question) !== null,
    },
    {
      words: 'Whoever changed it before goes on changing it.',
      access: 'write',
      holds: (question) => homeAccess(question) === 'write',
    },
  ],
  audit: [
    {
      words: 'Each person reads the log of what they did, and their devices write it.',
      access: 'write',
      holds: ({ person, of }) => person.id === of,
    },
    {
      words: 'The auditor reads every log.',
      access: 'read',
      holds: ({ person }) => person.isAuditor,
    },
  ],
} as const satisfies Readonly<Record<SectionKind, readonly Sentence[]>>;

/** What a person has in the section that a shared record came from. A performance meeting stays among its readers. */
const homeAccess = ({ person, facts, section }: Question): Access | null => {
  const home = facts.homes.get(section);
  return home === undefined || partsOf(home)?.kind === 'shared'
    ? null
    : accessOf(home, person, facts);
};

const ofParts = (parts: SectionParts): string => ('of' in parts ? parts.of : '');

/** What someone's role and their part in it give them in a section; null: nothing. */
export const usualAccess = (
  section: SectionName,
  person: AccessPerson,
  facts: AccessFacts,
): Access | null => {
  const parts = partsOf(section);
  if (parts === null) return null;
  const question: Question = { person, of: ofParts(parts), facts, section };
  const sentences: readonly Sentence[] = READERS[parts.kind];
  const holding = sentences.filter(({ holds }) => holds(question));
  if (holding.length === 0) return null;
  return holding.some(({ access }) => access === 'write') ? 'write' : 'read';
};

/** What a person should have in a section: what someone chose for them there, or else what their role gives. */
export const accessOf = (
  section: SectionName,
  person: AccessPerson,
  facts: AccessFacts,
): Access | null => {
  const choice = facts.choices.find((one) => one.section === section && one.person === person.id);
  if (choice === undefined) return usualAccess(section, person, facts);
  return choice.access === 'none' ? null : choice.access;
};

/**
 * The same, as far as those said it who may say it. 'unsaid': it hangs on what someone else wrote, so nothing is done
 * about this person until a person who may let others in has said it.
 */
const saidAccess = (
  section: SectionName,
  person: AccessPerson,
  facts: AccessFacts,
): Access | null | 'unsaid' => {
  const parts = partsOf(section);
  if (parts === null) return null;
  if (facts.unsaid.choices.has(choiceId(section, person.id))) return 'unsaid';
  const isChosen = facts.choices.some((one) => one.section === section && one.person === person.id);
  if (!isChosen && parts.kind === 'shared') {
    const home = facts.homes.get(section);
    return home === undefined || partsOf(home)?.kind === 'shared'
      ? null
      : saidAccess(home, person, facts);
  }
  if (!isChosen && (parts.kind === 'secondment' || parts.kind === 'performance')) {
    const unsaid = facts.unsaid.parties.get(section);
    const parties = facts.secondments.find(({ id }) => id === parts.of);
    const fields: readonly PartyField[] = PARTIES_OF[parts.kind];
    const isUnsaid = fields.some((field) => unsaid?.has(field) === true);
    const isSaidParty = fields.some(
      (field) => unsaid?.has(field) !== true && parties?.[field] === person.id,
    );
    if (isUnsaid && !isSaidParty) return 'unsaid';
  }
  return accessOf(section, person, facts);
};

/** By person what everyone should have in a section, as far as it was said. */
export const desiredAccess = (
  section: SectionName,
  facts: AccessFacts,
): ReadonlyMap<string, Access> =>
  new Map(
    facts.people.flatMap((person) => {
      const access = saidAccess(section, person, facts);
      return access === null || access === 'unsaid' ? [] : [[person.id, access] as const];
    }),
  );

/** What stands in the register of one section. */
export interface AccessNow {
  readonly section: SectionName;
  /** By member. */
  readonly access: ReadonlyMap<string, Access>;
  /** The members who may give others access: those who write there and let others in, or made it. */
  readonly granters: ReadonlySet<string>;
}

export type AccessStep = {
  readonly section: SectionName;
  readonly member: string;
  /** What they have from now on; null: nothing. */
  readonly access: Access | null;
};

/**
 * What has to be said so that a section has the readers that it should: first what is missing, then what is too much.
 * Only about members whose record is known here: whoever has just arrived is not sent away; and only what was said by
 * those who may say it. Nobody takes their own access, and the last who may give access keeps it, since nobody could
 * give it again.
 */
export const accessSteps = (
  now: AccessNow,
  facts: AccessFacts,
  members: ReadonlySet<string>,
  me: string,
): readonly AccessStep[] => {
  const { section } = now;
  // Most people of a large notebook are named in it and have not joined: each is looked at once, and only if they have.
  const desired = new Map(
    facts.people.flatMap((person) => {
      const access = members.has(person.id) ? saidAccess(section, person, facts) : 'unsaid';
      return access === 'unsaid' ? [] : [[person.id, access] as const];
    }),
  );
  const wrong = [...desired.keys()].filter(
    (id) => (desired.get(id) ?? null) !== (now.access.get(id) ?? null),
  );
  const stepFor = (member: string): AccessStep => ({
    section,
    member,
    access: desired.get(member) ?? null,
  });
  const isLess = (member: string): boolean =>
    now.access.has(member) && desired.get(member) !== 'write';
  const more = wrong.filter((id) => !isLess(id));
  const less = wrong.filter((id) => isLess(id) && id !== me);
  const staying = [...now.granters].filter((id) => !less.includes(id));
  return [...more, ...(staying.length === 0 ? less.slice(1) : less)].map(stepFor);
};
