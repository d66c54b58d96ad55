/**
 * A protocol as the text of a file, and back: bounded, strict, and with a plain list of what is wrong.
 *
 * A file may come from anybody. Reading one answers and does nothing else; whether it becomes a version is decided elsewhere.
 */
import { meetingTitle } from './meeting-templates';
import { MeetingKind } from './meeting';
import { Role, ROLE_NAMES } from './people';
import { Protocol } from './protocol';
import { faultsOf } from './protocol-faults';
import { z } from '@/lib/parse/zod';

const MARK = 'Liaison Notebook protocol';

/** In characters. The largest protocol that the rules allow is well below it. */
export const LONGEST_PROTOCOL_FILE = 2_000_000;
/** A protocol needs seven. */
const DEEPEST = 12;
const MOST_FAULTS = 50;
const LONGEST_NAME = 40;

export type ProtocolFileRead =
  | { readonly state: 'read'; readonly protocol: Protocol }
  /** Plain sentences without a full stop; at most fifty, and how many more there are. */
  | { readonly state: 'refused'; readonly faults: readonly string[] };

/** The same protocol gives the same text, whatever the order in which its fields were set. */
export const protocolToText = (protocol: Protocol): string =>
  `${JSON.stringify({ file: MARK, protocol: Protocol.parse(protocol) }, null, 2)}\n`;

const File = z.strictObject({ file: z.literal(MARK), protocol: Protocol });

/** A name out of the file, fit to stand in a sentence. */
const shown = (name: string): string => {
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '�');
  const letters = Array.from(plain);
  return `“${letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME).join('')}…` : plain}”`;
};

/** Names that reach into how objects work. */
const DANGEROUS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

interface Scan {
  readonly isTooDeep: boolean;
  readonly faults: readonly string[];
}

/** The end of the string that begins at a quote: the place after its closing quote. */
const endOfString = (text: string, start: number): number => {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
};

const keyAt = (text: string, start: number, end: number): string => {
  try {
    const key: unknown = JSON.parse(text.slice(start, end));
    return typeof key === 'string' ? key : '';
  } catch {
    return '';
  }
};

/**
 * What the usual reader of JSON would not tell: how deep it goes, and names that stand twice, of which only the last would
 * count. One pass over the text, before anything is made of it.
 */
const scan = (text: string): Scan => {
  const faults: string[] = [];
  /** Of each open brace the names so far; null for a bracket. */
  const open: (Set<string> | null)[] = [];
  let isKey = false;
  let at = 0;
  while (at < text.length) {
    const letter = text[at];
    if (letter === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (isKey && names !== null && names !== undefined) {
        const key = keyAt(text, at, end);
        if (DANGEROUS.has(key)) faults.push(`The name ${shown(key)} is not allowed`);
        else if (names.has(key)) faults.push(`The name ${shown(key)} stands twice in one place`);
        names.add(key);
      }
      isKey = false;
      at = end;
      continue;
    }
    if (letter === '{' || letter === '[') {
      open.push(letter === '{' ? new Set() : null);
      if (open.length > DEEPEST) return { isTooDeep: true, faults };
      isKey = letter === '{';
    } else if (letter === '}' || letter === ']') {
      open.pop();
      isKey = false;
    } else if (letter === ',') {
      isKey = open.at(-1) instanceof Set;
    }
    at += 1;
  }
  return { isTooDeep: false, faults };
};

/** Words for the fields whose own name says too little. */
const FIELDS: Readonly<Record<string, string>> = {
  modal: 'strength of the words',
  due: 'due date',
  from: 'counted from',
  on: 'cause',
  by: 'kind of proof',
  bound: 'bound',
  waitsFor: 'who it waits for',
  isOutside: 'mark for somebody outside',
  dateFrom: 'source of the date',
  halfWhenUnder: 'shortest length',
  takesEffectOn: 'date from which it counts',
  roleNames: 'role names',
  whereAppropriate: 'people invited where appropriate',
  others: 'other people',
  required: 'people who have to attend',
  was: 'former text',
  is: 'new text',
  why: 'reason',
  usualMonths: 'usual length in months',
  longestMonths: 'longest length in months',
  noticeMonths: 'notice in months',
  carryOverDays: 'days of leave carried over',
  actingUpUnderWeeks: 'weeks of acting up',
  dueSoonDays: 'days before which something is due soon',
  inPostMonths: 'months in the post before',
  newlyQualifiedMonths: 'months of being newly qualified',
  performanceYearStart: 'start of the performance year',
  leaveYearEnd: 'end of the leave year',
};

/** A part of a path: a field by its words, a place in a list by its number from one. */
const partWords = (part: PropertyKey): string => {
  if (typeof part === 'number') return String(part + 1);
  const name = String(part);
  if (Object.hasOwn(FIELDS, name)) return FIELDS[name] ?? name;
  return /^[a-zA-Z]{1,20}$/u.test(name) ? name : shown(name);
};

/** Parts that have many of a kind, and what one of them is called. */
const PLACES: Readonly<Record<string, (key: PropertyKey) => string>> = {
  rows: (key) => `Row ${/^[A-Z][\w.]{0,8}$/u.test(String(key)) ? String(key) : shown(String(key))}`,
  readings: (key) =>
    `Reading ${/^[AI]\d{1,2}$/u.test(String(key)) ? String(key) : shown(String(key))}`,
  meetings: (key) => {
    const kind = MeetingKind.safeParse(key);
    return `Meeting ${kind.success ? `“${meetingTitle(kind.data)}”` : shown(String(key))}`;
  },
  roleNames: (key) => {
    const role = Role.safeParse(key);
    return `Role ${role.success ? `“${ROLE_NAMES[role.data]}”` : shown(String(key))}`;
  },
  links: (key) => `Link ${partWords(key)}`,
  changes: (key) => `Change ${partWords(key)}`,
  parties: (key) => `Party ${partWords(key)}`,
};

interface Place {
  readonly name: string;
  readonly rest: readonly PropertyKey[];
}

const placeOf = (path: readonly PropertyKey[]): Place => {
  const [file, part, key, ...rest] = path;
  if (file !== 'protocol') return { name: 'The file', rest: path };
  const name = typeof part === 'string' && Object.hasOwn(PLACES, part) ? PLACES[part] : undefined;
  if (name !== undefined && key !== undefined) return { name: name(key), rest };
  if (part === 'limits') return { name: 'Limits', rest: key === undefined ? [] : [key, ...rest] };
  return { name: 'The protocol', rest: path.slice(1) };
};

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined;
    at = Reflect.get(at, key);
  }
  return at;
};

const tooBig = ({ origin, maximum }: z.core.$ZodIssueTooBig): string => {
  if (origin === 'string') return `is longer than ${maximum} characters`;
  return origin === 'array' ? `has more than ${maximum} entries` : `is more than ${maximum}`;
};

const tooSmall = ({ origin, minimum }: z.core.$ZodIssueTooSmall): string => {
  if (origin === 'string' || origin === 'array') return 'is empty';
  return `is less than ${minimum}`;
};

const whatIsWrong = (issue: z.core.$ZodIssue, value: unknown): string => {
  if (value === undefined) return 'is missing';
  if (issue.code === 'too_big') return tooBig(issue);
  if (issue.code === 'too_small') return tooSmall(issue);
  const what = typeof value === 'string' ? `${shown(value)} ` : '';
  const isChoice = issue.code === 'invalid_value' || issue.code === 'invalid_union';
  return `${what}${isChoice ? 'is not one that can be chosen' : 'has not the right form'}`;
};

const issueFaults = (issue: z.core.$ZodIssue, file: unknown): readonly string[] => {
  const { name, rest } = placeOf(issue.path);
  const field = rest.map(partWords).join(' ');
  const lead = field === '' ? name : `${name}: ${field}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${lead}${field === '' ? ':' : ''} ${shown(key)} is not known`);
  }
  if (issue.code === 'invalid_key') return [`${lead} has a name that is not allowed`];
  return [`${lead} ${whatIsWrong(issue, valueAt(file, issue.path))}`];
};

const refused = (faults: readonly string[]): ProtocolFileRead => {
  const different = [...new Set(faults)];
  const more = different.length - MOST_FAULTS;
  const listed = different.slice(0, MOST_FAULTS);
  return { state: 'refused', faults: more > 0 ? [...listed, `and ${more} more`] : listed };
};

const NOT_A_FILE = 'This is not a protocol file of Liaison Notebook';

/** Never throws, whatever the text. */
export const readProtocolFile = (given: string): ProtocolFileRead => {
  if (given.length > LONGEST_PROTOCOL_FILE) return refused(['The file is larger than 2 MB']);
  // Some editors of text put a mark before the first letter.
  const text = given.startsWith('\uFEFF') ? given.slice(1) : given;
  const scanned = scan(text);
  if (scanned.isTooDeep) return refused([NOT_A_FILE]);
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch {
    return refused([`${NOT_A_FILE}: it cannot be read, or part of it is missing`]);
  }
  if (valueAt(file, ['file']) !== MARK) return refused([NOT_A_FILE]);
  const parsed = File.safeParse(file);
  const faults = [
    ...scanned.faults,
    ...(parsed.success
      ? faultsOf(parsed.data.protocol)
      : parsed.error.issues.flatMap((issue) => issueFaults(issue, file))),
  ];
  if (faults.length > 0 || !parsed.success) return refused(faults);
  return { state: 'read', protocol: parsed.data.protocol };
};
