/** The answers of a new secondment, from what was typed to the order that adds it. */
import { readPerson, type ChosenPerson } from './person-choice';
import { readDay } from './record-form';
import { problem, type FieldError } from '@/components/ui/field-error';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Person } from '@/lib/domain/people';
import type { ProtocolLimits } from '@/lib/domain/protocol';
import type { Secondment } from '@/lib/domain/secondment';
import { defaultEnd, judgePlan } from '@/lib/domain/secondment-plan';
import type { Team } from '@/lib/domain/team';
import type { OrderOf } from '@/lib/link/contract';

/** One question a page, in this order; the first has no name in the address. */
export const STEPS = ['who', 'yot', 'start', 'end', 'manager', 'check'] as const;
export type Step = (typeof STEPS)[number];

export const EMPTY_PLAN = {
  who: '',
  newName: '',
  team: '',
  protocol: '2010',
  startsOn: '',
  /** `24` for the usual length, `other`, or `acting up`. */
  length: '24',
  endsOn: '',
  endReason: '',
  manager: '',
  managerName: '',
} as const;
export type PlanValues = Readonly<Record<keyof typeof EMPTY_PLAN, string>>;

export function stepOf(id: string | null): { readonly step: Step; readonly isFromCheck: boolean } {
  const [name, from] = (id ?? 'who').split('|');
  const step = STEPS.find((candidate) => candidate === name) ?? 'who';
  return { step, isFromCheck: from === 'check' };
}

export interface Known {
  readonly people: readonly Person[];
  readonly teams: readonly Team[];
  readonly today: CalendarDay;
  /** Those of the protocol that was chosen; those of 2010 while it is not known. */
  readonly limits?: ProtocolLimits | undefined;
}

/** The answers read; each is null or wrong until its question was answered. */
export interface ReadPlan {
  readonly who: ChosenPerson;
  readonly team: Team | null;
  readonly protocol: string;
  readonly kind: Secondment['kind'];
  readonly startsOn: CalendarDay | null;
  readonly endsOn: CalendarDay | null;
  readonly endReason: string;
  readonly manager: ChosenPerson;
  /** What is wrong, by the page that asks it. */
  readonly errors: Readonly<Record<Step, readonly FieldError[]>>;
}

const kindOf = ({ length }: PlanValues): Secondment['kind'] =>
  length === 'acting up' ? 'acting up' : 'secondment';

function readEnd(
  values: PlanValues,
  startsOn: CalendarDay | null,
  { today, limits }: Pick<Known, 'today' | 'limits'>,
): {
  readonly endsOn: CalendarDay | null;
  readonly endReason: string;
  readonly errors: readonly FieldError[];
} {
  const kind = kindOf(values);
  const endReason = kind === 'acting up' ? '' : values.endReason.trim();
  if (values.length === '24') {
    const endsOn = startsOn === null ? null : defaultEnd(startsOn, limits);
    return { endsOn, endReason: '', errors: [] };
  }
  const end = readDay(values.endsOn, 'endsOn', 'End date', 'Enter the date the secondment ends');
  if (end.day === null || startsOn === null)
    return { endsOn: end.day, endReason, errors: end.errors };
  const judged = judgePlan({
    startsOn,
    endsOn: end.day,
    noticeOn: null,
    allAgree: false,
    endReason,
    today,
    kind,
    ...(limits === undefined ? {} : { limits }),
  });
  const stop =
    judged.state === 'refused'
      ? judged
      : judged.warnings.find(
          ({ reason }) => reason === 'reason missing' || reason === 'too long for acting up',
        );
  return {
    endsOn: end.day,
    endReason,
    errors: stop === undefined ? [] : [{ field: stop.field, text: stop.words }],
  };
}

const wrongIn = (chosen: ChosenPerson): readonly FieldError[] =>
  chosen.state === 'wrong' ? chosen.errors : [];

export function readPlan(values: PlanValues, known: Known): ReadPlan {
  const { people, teams } = known;
  const who = readPerson(
    { choice: values.who, name: values.newName },
    people,
    { choice: 'who', name: 'newName' },
    'Select who is being seconded',
  );
  const team = teams.find(({ id }) => id === values.team) ?? null;
  const start = readDay(
    values.startsOn,
    'startsOn',
    'Start date',
    'Enter the date the secondment starts',
  );
  const end = readEnd(values, start.day, known);
  const manager = readPerson(
    { choice: values.manager, name: values.managerName },
    people,
    { choice: 'manager', name: 'managerName' },
    'Select the YOT line manager, or that they are not known yet',
  );
  return {
    who,
    team,
    protocol: values.protocol,
    kind: kindOf(values),
    startsOn: start.day,
    endsOn: end.endsOn,
    endReason: end.endReason,
    manager,
    errors: {
      who: wrongIn(who),
      yot: problem(team === null, 'team', 'Select the YOT'),
      start: start.errors,
      end: end.errors,
      manager: wrongIn(manager),
      check: [],
    },
  };
}

/** The order that adds it, or null while a question is open. */
export function planOrder(plan: ReadPlan): OrderOf<'addSecondment'> | null {
  const { who, team, startsOn, endsOn, endReason, manager } = plan;
  if (team === null || startsOn === null || endsOn === null) return null;
  if (who.state === 'wrong' || who.state === 'nobody' || manager.state === 'wrong') return null;
  if (plan.errors.end.length > 0) return null;
  return {
    team: team.id,
    secondee: who.state === 'person' ? who.id : { name: who.name },
    lineManager:
      manager.state === 'nobody'
        ? null
        : manager.state === 'person'
          ? manager.id
          : { name: manager.name },
    startsOn,
    endsOn,
    endReason,
    kind: plan.kind,
    protocol: plan.protocol,
  };
}
