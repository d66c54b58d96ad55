/** What working out all duties of 96 secondments costs: 32 teams with three each, in every stage of two years. */
import process from 'node:process';
import { CalendarDay, addDays, addMonths } from '@/lib/domain/calendar';
import { dutiesOf, type DutyQuestion } from '@/lib/domain/duties';
import { SecondmentEvent } from '@/lib/domain/event';
import { Meeting } from '@/lib/domain/meeting';
import { SHIPPED_PROTOCOLS } from '@/lib/domain/protocols-shipped';
import { Evidence, Secondment } from '@/lib/domain/secondment';
import { defaultEnd } from '@/lib/domain/secondment-plan';

const TEAMS = 32;
const FOR_EACH_TEAM = 3;
const TODAY = CalendarDay.parse('2028-02-10');
const FIRST_START = CalendarDay.parse('2026-03-02');

/** One secondment with what two years leave behind: meetings, returns, absences, courses, leave. */
const questionOf = (at: number): DutyQuestion => {
  const id = `s${at}`;
  const startsOn = addDays(FIRST_START, at * 7);
  const monthsIn = (months: number): CalendarDay => addMonths(startsOn, months);
  const meeting = (kind: string, months: number): Meeting => {
    const on = monthsIn(months);
    const isHeld = on < TODAY;
    return Meeting.parse({
      id: `m${at}.${kind}.${months}`,
      kind,
      about: id,
      startsAt: `${on}T14:00`,
      state: isHeld ? 'held' : 'planned',
      heldOn: isHeld ? on : null,
    });
  };
  const event = (kind: string, months: number, more: object): SecondmentEvent =>
    SecondmentEvent.parse({
      id: `e${at}.${kind}.${months}`,
      secondment: id,
      kind,
      on: monthsIn(months),
      ...more,
    });
  const evidence = (duty: string, turn: string, doneOn: CalendarDay): Evidence =>
    Evidence.parse({
      id: `${id}.${duty}.${turn}`,
      secondment: id,
      duty,
      turn,
      state: 'done',
      doneOn,
    });
  const quarters = [3, 6, 9, 12, 15];
  return {
    secondment: Secondment.parse({
      id,
      team: `t${at % TEAMS}`,
      secondee: `p${at}`,
      lineManager: 'p.manager',
      liaisonSpo: 'p.liaison',
      startsOn,
      endsOn: defaultEnd(startsOn),
      recordedOn: startsOn,
      ppdaAgreedOn: monthsIn(1),
      protocol: at % 2 === 0 ? '2010' : 'today',
    }),
    protocols: SHIPPED_PROTOCOLS,
    evidence: [
      ...['S5.1a', 'S5.1b', 'S5.1c', 'S5.2', 'S3.3'].map((duty) => evidence(duty, '1', startsOn)),
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((months) =>
        evidence('S7.3', monthsIn(months).slice(0, 7), monthsIn(months + 1)),
      ),
    ],
    meetings: [
      meeting('opening', 0),
      meeting('induction', 0),
      meeting('ppda-sign-off', 1),
      ...quarters.map((months) => meeting('quarterly', months)),
      meeting('six-month-review', 6),
    ],
    events: [
      event('absence', 2, { endedOn: addDays(monthsIn(2), 4) }),
      event('absence', 9, { endedOn: monthsIn(11), longTermOn: monthsIn(10) }),
      event('course', 3, { what: 'Safeguarding', mandatoryFor: 'both', bookedFor: monthsIn(4) }),
      event('leave', 5, { endedOn: addDays(monthsIn(5), 10), yotAgreedOn: monthsIn(5) }),
      event('issue', 7, {}),
      event('out-of-hours', 8, {}),
      event('appraisal', 12, { completedOn: monthsIn(13) }),
    ],
    team: { supervisionEvery: 'P1M', lastSafetyVisitOn: addDays(startsOn, -100) },
    today: TODAY,
  };
};

const questions = (): readonly DutyQuestion[] =>
  Array.from({ length: TEAMS * FOR_EACH_TEAM }, (_, at) => questionOf(at));

export interface DutyCosts {
  /** Milliseconds of processor time for all secondments, one number for each time. */
  readonly costs: readonly number[];
  /** How many duties they have together. */
  readonly duties: number;
  readonly secondments: number;
}

/** Works out the duties of 96 secondments so many times; the target is under 50 ms. */
export const timeDuties = (times: number): DutyCosts => {
  const asked = questions();
  const costs: number[] = [];
  let duties = 0;
  for (let at = 0; at < times; at += 1) {
    const before = process.cpuUsage();
    duties = asked.reduce((sum, question) => sum + dutiesOf(question).length, 0);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1_000);
  }
  return { costs, duties, secondments: asked.length };
};
