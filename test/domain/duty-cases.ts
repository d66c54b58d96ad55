/** One secondment with what is recorded of it, and what its duties are on a day, in few words. */
import { CalendarDay } from '@/lib/domain/calendar';
import { dutiesOf, type Duty, type TeamTerms } from '@/lib/domain/duties';
import { SecondmentEvent, type EventKind } from '@/lib/domain/event';
import { Meeting, type MeetingKind } from '@/lib/domain/meeting';
import type { Protocol } from '@/lib/domain/protocol';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';
import { Evidence, Secondment } from '@/lib/domain/secondment';
import { statusWords } from '@/lib/domain/status';

export const day = (text: string): CalendarDay => CalendarDay.parse(text);

type Fields = Readonly<Record<string, unknown>>;

/** Two years from 1 February 2027, recorded three weeks before. */
export const secondmentOf = (fields: Fields = {}): Secondment =>
  Secondment.parse({
    id: 's1',
    team: 'team.newham',
    secondee: 'p1',
    startsOn: '2027-02-01',
    endsOn: '2029-01-31',
    recordedOn: '2027-01-10',
    ...fields,
  });

export const meetingOf = (kind: MeetingKind, on: string, fields: Fields = {}): Meeting =>
  Meeting.parse({
    id: `m.${kind}.${on}`,
    kind,
    about: 's1',
    startsAt: `${on}T14:00`,
    state: 'held',
    heldOn: on,
    ...fields,
  });

export const eventOf = (kind: EventKind, on: string, fields: Fields = {}): SecondmentEvent =>
  SecondmentEvent.parse({ id: `e.${kind}.${on}`, secondment: 's1', kind, on, ...fields });

export const evidenceOf = (duty: string, fields: Fields, turn = '1'): Evidence =>
  Evidence.parse({ id: `s1.${duty}.${turn}`, secondment: 's1', duty, turn, ...fields });

export const doneOn = (duty: string, on: string, turn = '1'): Evidence =>
  evidenceOf(duty, { state: 'done', doneOn: on }, turn);

export interface Given {
  readonly secondment?: Fields;
  readonly protocols?: readonly Protocol[];
  readonly evidence?: readonly Evidence[];
  readonly meetings?: readonly Meeting[];
  readonly events?: readonly SecondmentEvent[];
  readonly team?: TeamTerms;
}

export const dutiesOn = (today: string, given: Given = {}): readonly Duty[] =>
  dutiesOf({
    secondment: secondmentOf(given.secondment),
    protocols: given.protocols ?? [PROTOCOL_2010],
    evidence: given.evidence ?? [],
    meetings: given.meetings ?? [],
    events: given.events ?? [],
    team: given.team ?? null,
    today: day(today),
  });

export const dutyOn = (today: string, duty: string, turn: string, given: Given = {}): Duty => {
  const found = dutiesOn(today, given).find((each) => each.duty === duty && each.turn === turn);
  if (found === undefined) throw new Error(`no duty ${duty} ${turn}`);
  return found;
};

export const wordsOn = (today: string, duty: string, turn: string, given: Given = {}): string =>
  statusWords(dutyOn(today, duty, turn, given).status);

/** Each turn of a row with its words, as `1: Overdue 3 days`. */
export const turnsOn = (today: string, row: string, given: Given = {}): readonly string[] =>
  dutiesOn(today, given)
    .filter(({ duty }) => duty === row)
    .map(({ turn, status }) => `${turn}: ${statusWords(status)}`);
