/** The protocols of the preview: the two that ship, and an area's own copy that is to come. */
import { CalendarDay } from '@/lib/domain/calendar';
import { dueWords } from '@/lib/domain/due-words';
import { ROLE_NAMES } from '@/lib/domain/people';
import { rowsOf, type Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { versionId } from '@/lib/domain/protocol-record';
import { PROTOCOL_TODAY } from '@/lib/domain/protocol-today';
import { RecordId } from '@/lib/domain/record';
import type { ProtocolLineView, ProtocolsView, ProtocolView } from '@/lib/session/views';
import type { SampleViews } from './sample-link';

const opening = PROTOCOL_2010.rows['S2.3'];

export const PROTOCOL_EAST: Protocol = {
  ...PROTOCOL_2010,
  id: RecordId.parse('east-london'),
  name: 'East London protocol',
  area: 'East London',
  replaces: PROTOCOL_2010.id,
  takesEffectOn: CalendarDay.parse('2027-01-01'),
  rows: {
    ...PROTOCOL_2010.rows,
    ...(opening === undefined
      ? {}
      : { 'S2.3': { ...opening, due: { ...opening.due, offset: 'P7D' as const } } }),
  },
  changes: [
    {
      row: 'S2.3',
      was: 'When: Within 14 days of the start',
      is: 'When: Within 7 days of the start',
      why: 'Both boards agreed a week in October 2026',
    },
  ],
};

const lineOf = (
  text: Protocol,
  isShipped: boolean,
  more: Partial<ProtocolLineView>,
): ProtocolLineView => ({
  line: text.id,
  name: text.name,
  area: text.area,
  isShipped,
  replaces: text.replaces,
  replacedBy: [],
  versions: [
    {
      id: versionId(text),
      version: text.version,
      name: text.name,
      takesEffectOn: text.takesEffectOn,
      isShipped,
      state: text === PROTOCOL_EAST ? 'to come' : 'in force',
      rowCount: rowsOf(text).length,
      changeCount: text.changes.length,
    },
  ],
  secondments: [],
  ...more,
});

const ada = { id: 's1', title: 'Ada Okafor', team: 'Newham' };

export const sampleProtocols: ProtocolsView = {
  mayPublish: true,
  lines: [
    lineOf(PROTOCOL_2010, true, { replacedBy: [PROTOCOL_EAST.id], secondments: [ada] }),
    lineOf(PROTOCOL_TODAY, true, {}),
    lineOf(PROTOCOL_EAST, false, {}),
  ],
};

export const protocolViewOf = (text: Protocol, isShipped: boolean): ProtocolView => ({
  id: versionId(text),
  line: text.id,
  version: text.version,
  isShipped,
  isNewest: true,
  mayPublish: true,
  text,
  rows: rowsOf(text).map(([id, row]) => {
    const reading = row.reading === null ? undefined : text.readings[row.reading];
    return {
      row: id,
      title: row.title,
      section: row.section,
      group: row.group,
      kind: row.kind,
      modal: row.modal,
      who: row.who,
      waitsFor: row.waitsFor.map((role) => text.roleNames[role] ?? ROLE_NAMES[role]),
      due: dueWords(row, text.rows),
      evidence: row.evidence,
      consequence: row.consequence,
      isProtocolDate: row.dateFrom === 'protocol',
      reading:
        row.reading === null || reading === undefined ? null : { id: row.reading, ...reading },
      changes: text.changes
        .filter((change) => change.row === id)
        .map(({ was, is, why }) => ({ was, is, why })),
    };
  }),
  secondments: isShipped && text === PROTOCOL_2010 ? [ada] : [],
});

export const roomViews: SampleViews = {
  protocols: () => sampleProtocols,
  protocol: (id) => {
    const found = [PROTOCOL_2010, PROTOCOL_TODAY, PROTOCOL_EAST].find(
      (text) => versionId(text) === id,
    );
    return found === undefined ? null : protocolViewOf(found, found !== PROTOCOL_EAST);
  },
};
