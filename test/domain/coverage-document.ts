/** `docs/duties-coverage.md`, made from the tables: every row of the 2010 protocol, when it is due, and where it shows. */
import { dueWords } from '@/lib/domain/due-words';
import { EVENT_KINDS } from '@/lib/domain/event';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { rowsOf, type DutyRow, type Proof, type RowId } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';

const { rows } = PROTOCOL_2010;

const count = (kind: DutyRow['kind']): number =>
  rowsOf(PROTOCOL_2010).filter(([, row]) => row.kind === kind).length;

const HEAD = `# What the 2010 protocol asks, and where it shows

All ${rowsOf(PROTOCOL_2010).length} rows of \`lib/domain/protocol-2010.ts\`, by section of the protocol: ${count('duty')} duties, ${count('limit')} limits of a plan and
${count('agreed')} things that were agreed, which are never overdue. "Our date": the protocol gives none, and the reading named says how one was
chosen (\`docs/decisions/0009-readings.md\`). This file is made from the tables by
\`npx vitest run --project unit test/domain/protocol-coverage.test.ts -u\`; without \`-u\` the same test compares the two.
`;

const KINDS: Readonly<Record<DutyRow['kind'], string>> = {
  duty: 'Duty',
  limit: 'Limit',
  agreed: 'Agreed',
};

const FACTS: Readonly<Record<Extract<Proof, { by: 'field' }>['field'], string>> = {
  lineManager: 'YOT line manager',
  liaisonSpo: 'Liaison Senior Probation Officer',
  ppdaAgreedOn: 'PPDA agreed on',
  noticeOn: 'notice given on',
  substantivePost: 'post to return to',
  termsNote: 'terms',
  inPostSince: 'in the post since',
  afterEnd: 'after the end',
};

const proofWords = (proof: Proof): string => {
  switch (proof.by) {
    case 'meeting':
      return `a meeting (${[proof.kind, ...(proof.also ?? [])].map(meetingTitle).join(', ')})`;
    case 'field':
      return `the facts of the secondment (${FACTS[proof.field]})`;
    case 'team':
      return proof.fact === 'seconded' ? 'a secondment that runs' : 'the facts of the team';
    case 'event':
      return 'a day on the form of the event';
    case 'row':
      return `row ${proof.row}`;
    case 'rows':
      return `rows ${proof.rows.join(', ')}`;
    default:
      return proof satisfies never;
  }
};

const whereShown = (id: RowId, { kind, group, due }: DutyRow): string => {
  if (kind === 'limit') {
    return due.bound === 'max:5d'
      ? `under “${group}”, and when carried-over leave is recorded`
      : 'when the dates of the secondment are entered or changed';
  }
  if (kind === 'duty') return `under “${group}”`;
  return group === 'What was agreed'
    ? 'closed under “What was agreed”'
    : `under “${group}”, never overdue`;
};

const causeWords = ({ trigger }: DutyRow): string | null => {
  if (trigger.on !== 'event') return null;
  const forms = [trigger.kind, ...(trigger.also ?? [])].map((kind) => EVENT_KINDS[kind].name);
  return `Its event is recorded on the form ${forms.map((form) => `“${form}”`).join(' or ')}.`;
};

const readingWords = ({ reading, dateFrom }: DutyRow): string => {
  const ours = dateFrom === 'reading' ? 'our date' : '';
  return [reading === null ? '' : `reading ${reading}`, ours]
    .filter((word) => word !== '')
    .join(', ');
};

const rowLines = (id: RowId, row: DutyRow): string => {
  const reading = readingWords(row);
  const proof =
    row.proof.length === 0
      ? 'Proved by what somebody records of it.'
      : `Proved by ${row.proof.map(proofWords).join(', or by ')}, or by what somebody records of it.`;
  const sentences = [
    `${dueWords(row, rows)}${reading === '' ? '' : ` (${reading})`}.`,
    `Who: ${row.who}${row.isOutside ? ', recorded on their behalf' : ''}.`,
    `Shown ${whereShown(id, row)}.`,
    causeWords(row),
    row.kind === 'limit' ? null : proof,
  ];
  return [
    `- **${id} ${row.title}**. ${KINDS[row.kind]}, “${row.modal}”.`,
    `  ${sentences.filter((sentence) => sentence !== null).join(' ')}`,
  ].join('\n');
};

/** The whole document. */
export const coverage = (): string => {
  const bySection = Map.groupBy(rowsOf(PROTOCOL_2010), ([, { section }]) => section);
  return [
    HEAD,
    ...[...bySection].map(([section, each]) =>
      [`## Section ${section}`, '', ...each.map(([id, row]) => rowLines(id, row)), ''].join('\n'),
    ),
  ].join('\n');
};
