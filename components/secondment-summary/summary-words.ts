/** What a printed summary of a secondment says: rows and sentences, without the longer texts that people wrote. */
import {
  isDone,
  dutyGroups,
  groupSentence,
  pressingLines,
} from '@/components/secondment/duty-words';
import { answerWords, eventTitle } from '@/components/secondment/event-words';
import { meetingTime } from '@/components/secondment/meeting-list';
import { partWords, type SecondmentPart } from '@/components/secondment/secondment-fields';
import type { Fact } from '@/components/ui/facts';
import { formatDay } from '@/lib/domain/calendar';
import { EVENT_KINDS, type EventField } from '@/lib/domain/event';
import { statusWords } from '@/lib/domain/status';
import type { DutyView, EventRow, SecondmentView } from '@/lib/session/views';

interface Row {
  readonly key: string;
  readonly cells: readonly string[];
}

const MARK_WORDS = {
  done: 'Done',
  overdue: 'Overdue',
  booked: 'Booked',
  'to come': 'To come',
} as const satisfies Record<SecondmentView['marks'][number]['state'], string>;

const PARTS = ['terms', 'ppda', 'substantive-post'] as const satisfies readonly SecondmentPart[];
const PART_TITLES = {
  terms: 'Terms that stay',
  ppda: 'PPDA agreed',
  'substantive-post': 'Post to return to',
} as const satisfies Record<(typeof PARTS)[number], string>;

/** A fact that there may not be. */
const unless = (key: string, value: string): readonly Fact[] =>
  value === '' ? [] : [{ key, value }];

export function summaryFacts(view: SecondmentView): readonly Fact[] {
  const { record, months, pauses, protocol } = view;
  const notice = record.noticeOn === null ? '' : formatDay(record.noticeOn);
  return [
    { key: 'Kind', value: record.kind === 'acting up' ? 'Acting up' : 'Secondment' },
    {
      key: 'Period',
      value: `${formatDay(record.startsOn)} to ${formatDay(record.endsOn)} (${months} months)`,
    },
    ...unless(
      'Notice given',
      notice === '' || record.noticeBy === '' ? notice : `${notice}, by ${record.noticeBy}`,
    ),
    ...unless(
      'Paused',
      pauses
        .map(({ words, isAgreed }) => (isAgreed ? words : `${words} (not agreed yet)`))
        .join('; '),
    ),
    ...PARTS.flatMap((part) => unless(PART_TITLES[part], partWords(part, record))),
    ...unless('After the end', partWords('after', { ...record, reflection: '' })),
    { key: 'Protocol', value: `${protocol.name}, version ${protocol.version}` },
  ];
}

export const dateRows = ({ marks }: SecondmentView): readonly Row[] =>
  marks
    .filter(({ isTick }) => !isTick)
    .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    .map(({ on, title, state }, at) => ({
      key: `${on} ${title} ${at}`,
      cells: [formatDay(on), title, MARK_WORDS[state]],
    }));

function stateWords({ status, kind }: DutyView): string {
  const { word, on } = status;
  if (isDone(word) && on !== null) return `${word} on ${formatDay(on)}`;
  if (kind === 'limit' && !isDone(word)) return 'A limit of the plan';
  return statusWords(status);
}

/** Longer lists of the same are one row: `9 of 24 done`. */
export const dutyTables = ({
  duties,
}: SecondmentView): readonly { readonly caption: string; readonly rows: readonly Row[] }[] =>
  dutyGroups(duties).map((group) => ({
    caption: groupSentence(group),
    rows: pressingLines(group.duties)
      .toSorted((a, b) => ((a.duty.dueOn ?? '9999') < (b.duty.dueOn ?? '9999') ? -1 : 1))
      .map(({ duty, progress }) => ({
        key: duty.evidenceId,
        cells: [
          `${duty.title} (section ${duty.section})`,
          duty.dueOn === null ? 'No date' : formatDay(duty.dueOn),
          progress === '' ? stateWords(duty) : `${stateWords(duty)}. ${progress}`,
        ],
      })),
  }));

/** Already said by the title and by the time of an event. */
const SAID: ReadonlySet<EventField> = new Set<EventField>(['on', 'endedOn', 'what', 'endingFor']);

/** The dates and choices that were answered. What people wrote in their own words stays in the notebook. */
function answersOf({ record }: EventRow): string {
  return EVENT_KINDS[record.kind].questions
    .filter(({ form, field }) => form !== 'words' && form !== 'line' && !SAID.has(field))
    .map((question) => ({ label: question.label, words: answerWords(question, record) }))
    .filter(({ words }) => words !== '')
    .map(({ label, words }) => `${label}: ${words}`)
    .join('. ');
}

/** Oldest first, as it happened. */
export const eventLines = ({
  events,
}: SecondmentView): readonly {
  readonly key: string;
  readonly title: string;
  readonly more: string;
}[] =>
  events.toReversed().map((row) => ({
    key: row.id,
    title: `${eventTitle(row)}, ${row.words}`,
    more: answersOf(row),
  }));

export const meetingRows = ({ meetings }: SecondmentView): readonly Row[] =>
  meetings
    .filter(({ state }) => state === 'held')
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .map(({ id, title, startsAt }) => ({ key: id, cells: [title, meetingTime(startsAt)] }));

export const agreedRows = ({ agreed }: SecondmentView): readonly Row[] =>
  agreed.map((duty) => ({
    key: duty.evidenceId,
    cells: [
      `${duty.title} (section ${duty.section})`,
      duty.proof === '' ? stateWords(duty) : `${stateWords(duty)}. ${duty.proof}`,
    ],
  }));
