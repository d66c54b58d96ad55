/**
 * The 2010 protocol in the words of today: parties, systems and law under their present names, each change marked with why.
 *
 * No date, limit or reading differs. It is chosen when a secondment is started, or by an area; it replaces nothing by itself.
 */
import { CalendarDay } from './calendar';
import { rowsOf, type DutyRow, type Protocol, type RowId } from './protocol';
import { PROTOCOL_2010 } from './protocol-2010';
import { RecordId } from './record';

type Change = Protocol['changes'][number];

interface Renaming {
  readonly was: RegExp;
  readonly is: string;
  readonly why: string;
}

/** In this order: a longer name before one that is part of it. */
const RENAMINGS: readonly Renaming[] = [
  {
    was: /London Probation Trust/gu,
    is: 'the Probation Service',
    why: 'The Trust no longer exists; the Probation Service has been one since June 2021',
  },
  {
    was: /Disability Discrimination Act/gu,
    is: 'Equality Act 2010',
    why: 'The Equality Act 2010 replaced the Disability Discrimination Act in October 2010',
  },
  { was: /\bASSET\b/gu, is: 'AssetPlus', why: 'AssetPlus is the national assessment tool now' },
  {
    was: /\bYOIS training\b/gu,
    is: "Training in the team's case system",
    why: 'Case systems now differ between teams',
  },
  { was: /\bDelius\b/gu, is: 'NDelius', why: 'The national system is called NDelius' },
];

/** Every team is renamed in every row; marked once, or the other changes would be lost among these. */
const YJS = {
  was: 'YOT',
  is: 'YJS',
  why: 'Most teams now call themselves Youth Justice Service (YJS); each team still chooses its own label',
} as const;

const withTeamsRenamed = (text: string): string =>
  text
    .replaceAll('Youth Offending Service', 'Youth Justice Service')
    .replaceAll(/\bYOT\b/gu, YJS.is);

/** What a row says anew; only that the text is no longer the rule. */
const REWORDED: Readonly<
  Record<RowId, { readonly fields: Partial<DutyRow>; readonly why: string }>
> = {
  'S1.1': {
    fields: {
      title: 'Probation staff seconded to the team',
      consequence:
        'The team is shown as vacant since that day; raise with the Assistant Chief Officer, and claim the funding from the day the post was last filled',
    },
    why: 'Number, grade and funding now differ between teams (E3 Blueprint, January 2016); services are asked to claim funding for vacant posts (letter of July 2023)',
  },
};

const TEXT_FIELDS = ['title', 'who', 'evidence', 'consequence'] as const;

/** A text under the names of today, and the names that were changed in it. */
const renamed = (text: string): { readonly text: string; readonly used: readonly Renaming[] } => {
  const used = RENAMINGS.filter(({ was }) => text.search(was) !== -1);
  return { text: used.reduce((words, { was, is }) => words.replace(was, is), text), used };
};

/** A row under the names of today, and one change for each field that differs. */
const rowToday = (
  id: RowId,
  row: DutyRow,
): { readonly row: DutyRow; readonly changes: Change[] } => {
  const reworded = REWORDED[id];
  const changes: Change[] = [];
  const texts: Partial<Record<(typeof TEXT_FIELDS)[number], string>> = {};
  for (const field of TEXT_FIELDS) {
    const { text, used } = renamed(reworded?.fields[field] ?? row[field]);
    texts[field] = withTeamsRenamed(text);
    if (text === row[field]) continue;
    const whys = [...used.map(({ why }) => why), ...(reworded === undefined ? [] : [reworded.why])];
    changes.push({ row: id, was: row[field], is: texts[field], why: whys.join('. ') });
  }
  return { row: { ...row, ...texts }, changes };
};

const ROWS = rowsOf(PROTOCOL_2010).map(([id, row]) => ({ id, ...rowToday(id, row) }));

const ROLE_NAMES: Protocol['roleNames'] = {
  ...PROTOCOL_2010.roleNames,
  'yot-line-manager': 'YJS line manager',
  'yot-manager': 'YJS manager',
};
const PARTIES = [
  'Probation Service',
  'Youth Justice Board, London Region',
  'The London Youth Management Boards',
];

const NAMED: readonly Change[] = [
  { row: null, ...YJS },
  {
    row: null,
    was: PROTOCOL_2010.parties.join('; '),
    is: PARTIES.join('; '),
    why: 'The Trust no longer exists; Kingston and Richmond formally merged their teams in June 2013, so that 32 is a number of 2010',
  },
];

export const PROTOCOL_TODAY: Protocol = {
  ...PROTOCOL_2010,
  id: RecordId.parse('today'),
  name: 'In use today, November 2026',
  parties: PARTIES,
  takesEffectOn: CalendarDay.parse('2026-11-01'),
  roleNames: ROLE_NAMES,
  rows: Object.fromEntries(ROWS.map(({ id, row }) => [id, row])),
  changes: [...NAMED, ...ROWS.flatMap(({ changes }) => changes)],
};
