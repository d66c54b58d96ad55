/** Who did what, as a screen shows it and as a file for the auditor's organisation. */
import type { ReadLine } from './audit-log';
import { recordTitle } from './field-words';
import { partTitle } from './part-title';
import type { Shelf } from './shelf';
import type { AuditView } from './views';
import { auditToCsv } from '@/lib/domain/audit-export';
import { KindName } from '@/lib/domain/kinds';

/** Lines of one screen; the exported file holds all. */
const MOST_SHOWN = 200;

/** Subjects that are no records, and records that whoever looks cannot read. */
const SUBJECTS: Readonly<Record<string, string>> = {
  secondment: 'Secondment',
  transfer: 'Transfer',
  meeting: 'Meeting',
  note: 'Note of a meeting',
  device: 'Device',
  invitation: 'Invitation',
  letter: 'A change',
  log: 'The log of who did what',
  calendar: 'What is due',
  notebook: 'The notebook',
  part: 'Part of the notebook',
  recoveryCode: 'A recovery code',
};
const SHOWN_OF_ID = 8;

const subjectOf = (shelf: Shelf, type: string, id: string): string => {
  if (type === 'part') return partTitle(shelf, id) ?? SUBJECTS['part'] ?? type;
  const kind = KindName.safeParse(type === 'note' ? 'meeting' : type);
  const isHere = kind.success && shelf.find(kind.data, id) !== null;
  if (isHere && type !== 'note') return recordTitle(shelf, kind.data, id);
  const word = SUBJECTS[type] ?? (kind.success ? recordTitle(shelf, kind.data, id) : type);
  return id === '' ? word : `${word} ${id.slice(0, SHOWN_OF_ID)}`;
};

const nameOf = (shelf: Shelf, member: string): string =>
  shelf.find('person', member)?.name ?? 'Someone who has left';

/** `lines`: newest first. */
export const auditView = (shelf: Shelf, lines: readonly ReadLine[]): AuditView => ({
  lines: lines.slice(0, MOST_SHOWN).map((line) => ({
    key: line.key,
    at: line.when,
    who: nameOf(shelf, line.who),
    what: line.what,
    subject: subjectOf(shelf, line.subjectType, line.subjectId),
    details: line.details,
  })),
  hasMore: lines.length > MOST_SHOWN,
});

/** `who` is the name that the notebook knows with the id that never changes. */
export const auditFile = (shelf: Shelf, lines: readonly ReadLine[]): string =>
  auditToCsv(
    lines.map((line) => {
      const name = shelf.find('person', line.who)?.name;
      return { ...line, who: name === undefined ? line.who : `${name} (${line.who})` };
    }),
  );
