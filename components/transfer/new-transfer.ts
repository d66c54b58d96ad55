/** The answers of a new transfer, from what was typed to the order that adds it. */
import { readDay } from '@/components/secondment/record-form';
import { problem, type FieldError } from '@/components/ui/field-error';
import { readDate } from '@/components/ui/date-parts';
import { birthdayOn, formatDay, UNSETTLED_BIRTHDAY, type CalendarDay } from '@/lib/domain/calendar';
import { parseCrn } from '@/lib/domain/identity-numbers';
import type { Person } from '@/lib/domain/people';
import type { Team } from '@/lib/domain/team';
import type { OrderOf } from '@/lib/link/contract';

export const EMPTY_TRANSFER = {
  reference: '',
  dateOfBirth: '',
  team: '',
  crn: '',
  caseManager: '',
  secondee: '',
} as const;
export type TransferValues = Readonly<Record<keyof typeof EMPTY_TRANSFER, string>>;

/** What a CRN must look like; the hint carries the example. An empty one is right: it may come later. */
export function crnErrors(typed: string): readonly FieldError[] {
  if (typed.trim() === '') return [];
  const judged = parseCrn(typed);
  return judged.state === 'ok' ? [] : [{ field: 'crn', text: judged.words }];
}

/** The CRN in its one form; what was typed where it is not a CRN. */
export function tidyCrn(typed: string): string {
  const judged = parseCrn(typed);
  return judged.state === 'ok' ? judged.value : typed.trim();
}

/** What follows from the date of birth, said while it is typed; empty until it is a date in the past. */
export function ageSentences(typed: string, today: CalendarDay): readonly string[] {
  const read = readDate(typed, 'Date of birth');
  if (read.state !== 'day' || read.day >= today) return [];
  const eighteenth = birthdayOn(read.day, 18);
  const prepare = birthdayOn(read.day, 17, 6);
  const unsettled = eighteenth.isUnsettled ? [UNSETTLED_BIRTHDAY] : [];
  if (eighteenth.on <= today) {
    return [
      `Turned 18 on ${formatDay(eighteenth.on)}.`,
      'This person is already 18. You can still record the transfer.',
      ...unsettled,
    ];
  }
  return [
    `Turns 18 on ${formatDay(eighteenth.on)}.`,
    `Start preparing from ${formatDay(prepare.on)} (17 years 6 months).`,
    ...unsettled,
  ];
}

export type ReadTransfer =
  | { readonly state: 'wrong'; readonly errors: readonly FieldError[] }
  | { readonly state: 'read'; readonly order: OrderOf<'addTransfer'> };

export function readTransfer(
  values: TransferValues,
  {
    people,
    teams,
    today,
  }: {
    readonly people: readonly Person[];
    readonly teams: readonly Team[];
    readonly today: CalendarDay;
  },
): ReadTransfer {
  const reference = values.reference.trim();
  const birth = readDay(
    values.dateOfBirth,
    'dateOfBirth',
    'Date of birth',
    'Enter the date of birth',
  );
  const team = teams.find(({ id }) => id === values.team);
  const errors = [
    ...problem(reference === '', 'reference', 'Enter a reference or initials'),
    ...birth.errors,
    ...problem(
      birth.day !== null && birth.day >= today,
      'dateOfBirth',
      'Date of birth must be in the past',
    ),
    ...problem(team === undefined, 'team', 'Select the YOT'),
    ...crnErrors(values.crn),
  ];
  if (errors.length > 0 || birth.day === null || team === undefined) {
    return { state: 'wrong', errors };
  }
  return {
    state: 'read',
    order: {
      reference,
      dateOfBirth: birth.day,
      team: team.id,
      crn: tidyCrn(values.crn),
      caseManager: values.caseManager.trim(),
      secondee: people.find(({ id }) => id === values.secondee)?.id ?? null,
    },
  };
}
