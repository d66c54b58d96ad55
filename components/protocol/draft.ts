/** A protocol that is being changed and is not published: how it begins, and each change of it with what was, what is and why. */
import { addMonths, firstDayOfMonth, laterOf, type CalendarDay } from '@/lib/domain/calendar';
import { dueWords } from '@/lib/domain/due-words';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import type { MeetingKind } from '@/lib/domain/meeting';
import { Role, ROLE_NAMES } from '@/lib/domain/people';
import { Protocol, type DutyRow, type ProtocolLimits, type RowId } from '@/lib/domain/protocol';
import { RecordId } from '@/lib/domain/record';
import { z } from '@/lib/parse/zod';
import type { ProtocolLineView } from '@/lib/session/views';
import { LIMITS, limitWords } from './protocol-words';

export const ProtocolDraft = z.strictObject({
  /** Tells one draft from the next, so that a form never shows what was typed for another. */
  key: z.string().max(40),
  /** The version that it was copied from, or the name of the file. */
  from: z.string().max(300),
  protocol: Protocol,
});
export type ProtocolDraft = z.infer<typeof ProtocolDraft>;

type Change = Protocol['changes'][number];
type Lines = readonly ProtocolLineView[];

/** Null for what is no draft, such as one that an older version kept. */
export const readDraft = (kept: string | null): ProtocolDraft | null => {
  if (kept === null) return null;
  try {
    const parsed = ProtocolDraft.safeParse(JSON.parse(kept));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

/** The id of a new line: from its name, and one that no line has yet. */
export const lineFor = (name: string, lines: Lines): RecordId => {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 60);
  const base = plain === '' ? 'protocol' : plain;
  const isTaken = (id: string): boolean => lines.some(({ line }) => line === id);
  let id = base;
  for (let number = 2; isTaken(id); number += 1) id = `${base}-${number}`;
  return RecordId.parse(id);
};

const newestOf = (line: string, lines: Lines): number =>
  Math.max(
    0,
    ...lines
      .filter((one) => one.line === line)
      .flatMap(({ versions }) => versions.map(({ version }) => version)),
  );

export const isNewLine = ({ id }: Protocol, lines: Lines): boolean =>
  lines.every(({ line }) => line !== id);

/** The first day of next month: never a day that has passed. */
const firstDayToCome = (today: CalendarDay): CalendarDay => firstDayOfMonth(addMonths(today, 1));

interface DraftStart {
  readonly key: string;
  readonly lines: Lines;
  readonly today: CalendarDay;
}

/** A protocol of one's own, which differs in nothing yet. */
export const copyOf = (text: Protocol, { key, lines, today }: DraftStart): ProtocolDraft => {
  const name = `${text.name}, our copy`.slice(0, 500);
  return {
    key,
    from: text.name.slice(0, 300),
    protocol: {
      ...text,
      id: lineFor(name, lines),
      version: 1,
      name,
      replaces: null,
      takesEffectOn: firstDayToCome(today),
      changes: [],
    },
  };
};

/** The next version of a protocol of one's own. */
export const nextVersionOf = (
  text: Protocol,
  { key, lines, today }: DraftStart,
): ProtocolDraft => ({
  key,
  from: `${text.name}, version ${text.version}`.slice(0, 300),
  protocol: {
    ...text,
    version: newestOf(text.id, lines) + 1,
    // A version that is still to come is not overtaken by the one after it.
    takesEffectOn: laterOf(firstDayToCome(today), text.takesEffectOn),
    changes: [],
  },
});

/** What a file says. A protocol that ships stays as it is, so that a file of it becomes a copy. */
export const draftOfFile = (
  text: Protocol,
  file: string,
  { key, lines }: Pick<DraftStart, 'key' | 'lines'>,
): ProtocolDraft => {
  const known = lines.find(({ line }) => line === text.id);
  const isOwn = known === undefined || !known.isShipped;
  const id = isOwn ? text.id : lineFor(text.name, lines);
  const isKnown = (line: string): boolean => lines.some((one) => one.line === line);
  return {
    key,
    from: `file ${file}`.slice(0, 300),
    protocol: {
      ...text,
      id,
      version: known !== undefined && isOwn ? newestOf(id, lines) + 1 : isOwn ? text.version : 1,
      replaces: text.replaces !== null && isKnown(text.replaces) ? text.replaces : null,
    },
  };
};

const MOST_LETTERS = 500;

const lineOf = (text: string): string => {
  const plain = text.replaceAll(/\s+/gu, ' ').trim();
  return plain.length > MOST_LETTERS ? `${plain.slice(0, MOST_LETTERS - 1)}…` : plain;
};

/** One thing that an edit changed: `Title`, what was, what is. */
interface Edit {
  readonly label: string;
  readonly was: string;
  readonly is: string;
}

/** An edit of what an earlier edit changed joins it; one that takes it back leaves nothing. */
const withEdit = (
  changes: readonly Change[],
  row: RowId | null,
  edit: Edit,
  why: string,
): Change[] => {
  const was = lineOf(`${edit.label}: ${edit.was}`);
  const is = lineOf(`${edit.label}: ${edit.is}`);
  const earlier = changes.find((one) => one.row === row && one.is === was);
  const rest = changes.filter((one) => one !== earlier);
  const first = earlier?.was ?? was;
  const isBack = first === is && is.length < MOST_LETTERS;
  return isBack ? rest : [...rest, { row, was: first, is, why: lineOf(why) }];
};

const withEdits = (
  changes: readonly Change[],
  row: RowId | null,
  edits: readonly Edit[],
  why: string,
): Change[] =>
  edits
    .filter(({ was, is }) => was !== is)
    .reduce<Change[]>((all, edit) => withEdit(all, row, edit, why), [...changes]);

/** The protocol with other fields, and what that changed. */
export interface Edited {
  readonly protocol: Protocol;
  readonly edits: readonly Edit[];
}

/** Marks what was changed in a row, or beside the rows. */
export const marked = (
  before: Protocol,
  { protocol, edits }: Edited,
  row: RowId | null,
  why: string,
): Protocol => ({ ...protocol, changes: withEdits(before.changes, row, edits, why) });

export const hasEdits = ({ edits }: Edited): boolean => edits.some(({ was, is }) => was !== is);

const NONE = 'none';
const listed = (words: readonly string[]): string => (words.length === 0 ? NONE : words.join('; '));

export const roleName = ({ roleNames }: Pick<Protocol, 'roleNames'>, role: Role): string =>
  roleNames[role] ?? ROLE_NAMES[role];

const rolesWords = (protocol: Protocol, roles: readonly Role[]): string =>
  listed(roles.map((role) => roleName(protocol, role)));

export const withRow = (protocol: Protocol, id: RowId, row: DutyRow): Edited => {
  const before = protocol.rows[id];
  if (before === undefined) return { protocol, edits: [] };
  const due = { was: dueWords(before, protocol.rows), is: dueWords(row, protocol.rows) };
  // A date that an area chose is its protocol's own.
  const dated: DutyRow = due.was === due.is ? row : { ...row, dateFrom: 'protocol' };
  return {
    protocol: { ...protocol, rows: { ...protocol.rows, [id]: dated } },
    edits: [
      { label: 'Title', was: before.title, is: row.title },
      { label: 'When', ...due },
      { label: 'Who', was: before.who, is: row.who },
      {
        label: 'Waits for',
        was: rolesWords(protocol, before.waitsFor),
        is: rolesWords(protocol, row.waitsFor),
      },
      { label: 'What proves it', was: before.evidence, is: row.evidence },
      { label: 'What follows', was: before.consequence, is: row.consequence },
    ],
  };
};

const NOT_THERE = 'Row: not there';

const compareRows = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

/** The next id of a section after all that it has or had, since records of what was done name it. */
export const nextRowId = ({ rows, changes }: Protocol, beside: RowId): RowId => {
  const used = [...Object.keys(rows), ...changes.flatMap(({ row }) => (row === null ? [] : [row]))];
  const stem = beside.split('.')[0] ?? beside;
  const numbers = used.flatMap((id) => {
    const [, of = '', number = ''] = /^([A-Z]\d{1,2})\.(\d{1,2})[a-z]?$/u.exec(id) ?? [];
    return of === stem ? [Number(number)] : [];
  });
  return `${stem}.${Math.max(0, ...numbers) + 1}`;
};

/** Another row by the same rule, under a title of its own; it stands after its section's last. */
export const withRowAdded = (
  protocol: Protocol,
  beside: RowId,
  title: string,
  why: string,
): { readonly protocol: Protocol; readonly id: RowId } => {
  const like = protocol.rows[beside];
  const id = nextRowId(protocol, beside);
  if (like === undefined) return { protocol, id };
  const { repeats: _repeats, ...rest } = like;
  // What proves the other row would prove this one without anybody having done it.
  const added: DutyRow = { ...rest, title, proof: [] };
  const entries = Object.entries(protocol.rows);
  const last = entries.findLastIndex(([, row]) => row.section === like.section);
  const rows = Object.fromEntries(entries.toSpliced(last + 1, 0, [id, added]));
  const changes: Change[] = [
    ...protocol.changes,
    { row: id, was: NOT_THERE, is: lineOf(`Row: ${title}`), why: lineOf(why) },
  ];
  return { protocol: { ...protocol, rows, changes }, id };
};

export const withoutRow = (protocol: Protocol, id: RowId, why: string): Protocol => {
  const { [id]: row, ...rows } = protocol.rows;
  if (row === undefined) return protocol;
  const isNew = protocol.changes.some((one) => one.row === id && one.was === NOT_THERE);
  const changes = protocol.changes.filter((one) => one.row !== id);
  const left: Change = {
    row: id,
    was: lineOf(`Row: ${row.title}`),
    is: 'Row: left out',
    why: lineOf(why),
  };
  return { ...protocol, rows, changes: isNew ? changes : [...changes, left] };
};

export const withReading = (
  protocol: Protocol,
  id: string,
  reading: Protocol['readings'][string],
): Edited => {
  const before = protocol.readings[id];
  return {
    protocol: { ...protocol, readings: { ...protocol.readings, [id]: reading } },
    edits: [
      { label: `Words of ${id}`, was: before?.words ?? NONE, is: reading.words },
      { label: `Reading ${id}`, was: before?.reading ?? NONE, is: reading.reading },
    ],
  };
};

type Meeting = NonNullable<Protocol['meetings'][MeetingKind]>;

const meetingWords = (protocol: Protocol, meeting: Meeting | undefined): string => {
  if (meeting === undefined) return 'not in this protocol';
  const attending = listed([
    ...meeting.required.map((role) => roleName(protocol, role)),
    ...meeting.others,
  ]);
  return meeting.whereAppropriate.length === 0
    ? attending
    : `${attending}; where appropriate: ${rolesWords(protocol, meeting.whereAppropriate)}`;
};

/** Null: the protocol has no such meeting. */
export const withMeeting = (
  protocol: Protocol,
  kind: MeetingKind,
  meeting: Meeting | null,
): Edited => {
  const { [kind]: before, ...others } = protocol.meetings;
  return {
    protocol: { ...protocol, meetings: meeting === null ? others : { ...others, [kind]: meeting } },
    edits: [
      {
        label: meetingTitle(kind),
        was: meetingWords(protocol, before),
        is: meetingWords(protocol, meeting ?? undefined),
      },
    ],
  };
};

export const withRoleNames = (protocol: Protocol, roleNames: Protocol['roleNames']): Edited => {
  const after = { ...protocol, roleNames };
  return {
    protocol: after,
    edits: Role.options.map((role) => ({
      label: ROLE_NAMES[role],
      was: roleName(protocol, role),
      is: roleName(after, role),
    })),
  };
};

export const withParties = (protocol: Protocol, parties: readonly string[]): Edited => ({
  protocol: { ...protocol, parties: [...parties] },
  edits: [{ label: 'Agreed by', was: listed(protocol.parties), is: listed(parties) }],
});

/** Where the rows that bound a plan say the same number: they follow, or the two would differ. */
const FOLLOWING: Partial<Record<DutyRow['due']['bound'], keyof ProtocolLimits>> = {
  equals_default: 'usualMonths',
  not_after: 'longestMonths',
  not_before: 'noticeMonths',
};

const followed = (row: DutyRow, limits: ProtocolLimits): DutyRow => {
  const field = FOLLOWING[row.due.bound];
  if (row.kind !== 'limit' || row.due.from === 'end' || field === undefined) return row;
  return { ...row, due: { ...row.due, offset: `P${Number(limits[field])}M` } };
};

export const withLimits = (protocol: Protocol, limits: ProtocolLimits): Edited => ({
  protocol: {
    ...protocol,
    limits,
    rows: Object.fromEntries(
      Object.entries(protocol.rows).map(([id, row]) => {
        const isSame = Object.entries(FOLLOWING).every(
          ([bound, field]) => bound !== row.due.bound || protocol.limits[field] === limits[field],
        );
        return [id, isSame ? row : followed(row, limits)];
      }),
    ),
  },
  edits: LIMITS.map((limit) => ({
    label: limit.label,
    was: limitWords(protocol.limits, limit),
    is: limitWords(limits, limit),
  })),
});

type Link = Protocol['links'][number];
const linkWords = (link: Link | undefined): string => {
  if (link === undefined) return NONE;
  return `${link.title}${link.place === '' ? ', not attached' : `, ${link.place}`}`;
};

/** `at` past the last adds one; null takes it out. */
export const withLink = (protocol: Protocol, at: number, link: Link | null): Edited => {
  const before = protocol.links[at];
  return {
    protocol: {
      ...protocol,
      links: protocol.links.toSpliced(
        at,
        before === undefined ? 0 : 1,
        ...(link === null ? [] : [link]),
      ),
    },
    edits: [{ label: 'Link', was: linkWords(before), is: linkWords(link ?? undefined) }],
  };
};

/** Rows by section, as they stand. */
export const rowsBySection = <Row extends { readonly section: string }>(
  rows: readonly Row[],
): readonly (readonly [section: string, readonly Row[]])[] => [
  ...Map.groupBy(rows, ({ section }) => section),
];

export const sortedIds = (ids: readonly string[]): readonly string[] => ids.toSorted(compareRows);
