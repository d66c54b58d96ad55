/** The facts of a secondment and of its team that a small form asks, as data. */
import type { Asked } from './answers';
import { CalendarDay, formatDay } from '@/lib/domain/calendar';
import type { Secondment } from '@/lib/domain/secondment';
import type { Team } from '@/lib/domain/team';

interface Part<Field extends string> {
  /** Of the list of facts. */
  readonly key: string;
  readonly heading: string;
  readonly questions: readonly Asked<Field>[];
}

interface More {
  readonly hint?: string;
  readonly isRequired?: boolean;
  readonly options?: Asked['options'];
}

const asked = <Field extends string>(
  form: Asked['form'],
  field: Field,
  label: string,
  { hint = '', isRequired = false, options = [] }: More = {},
): Asked<Field> => ({ field, label, hint, isRequired, form, options });

const options = (texts: Readonly<Record<string, string>>): Asked['options'] =>
  Object.entries(texts).map(([value, text]) => ({ value, text }));

const MONTH_ENDS = options({
  '01-31': '31 January',
  '02-28': '28 February',
  '03-31': '31 March',
  '04-30': '30 April',
  '05-31': '31 May',
  '06-30': '30 June',
  '07-31': '31 July',
  '08-31': '31 August',
  '09-30': '30 September',
  '10-31': '31 October',
  '11-30': '30 November',
  '12-31': '31 December',
});

export type SecondmentField = Extract<
  keyof Secondment,
  | 'kind'
  | 'startReason'
  | 'inPostSince'
  | 'qualifiedOn'
  | 'termsNote'
  | 'leaveYearEnd'
  | 'ppdaAgreedOn'
  | 'substantivePost'
  | 'afterEnd'
  | 'afterEndOn'
  | 'reflection'
>;

/** By the part of the address. */
export const SECONDMENT_PARTS = {
  kind: {
    key: 'Kind',
    heading: 'What kind of move is it?',
    questions: [
      asked('choice', 'kind', 'Kind', {
        isRequired: true,
        hint: 'Acting up is for less than 4 weeks, where the protocol sets no other number.',
        options: options({ secondment: 'Secondment', 'acting up': 'Acting up' }),
      }),
    ],
  },
  reason: {
    key: 'Reason for it',
    heading: 'Why is there a secondment?',
    questions: [
      asked('words', 'startReason', 'Reason', {
        hint: 'Such as a vacancy, a change from the usual post, to try a role, or a way into a permanent post.',
      }),
    ],
  },
  eligibility: {
    key: 'Before it',
    heading: 'Before the secondment',
    questions: [
      asked('day', 'inPostSince', 'In the post they leave since', {
        hint: 'Section 3 finds 2 years in the post desirable.',
      }),
      asked('day', 'qualifiedOn', 'Qualified on', {
        hint: 'A newly qualified officer needs a reference from their manager.',
      }),
    ],
  },
  terms: {
    key: 'Terms that stay',
    heading: 'What stays as it was?',
    questions: [
      asked('line', 'termsNote', 'Terms', { hint: 'Grade, hours and place of work. Section 4.' }),
      asked('choice', 'leaveYearEnd', 'The leave year ends on', {
        hint: 'Leave it as it is where the protocol’s own date holds.',
        options: MONTH_ENDS,
      }),
    ],
  },
  ppda: {
    key: 'PPDA agreed',
    heading: 'When was the PPDA agreed?',
    questions: [asked('day', 'ppdaAgreedOn', 'Date the PPDA was agreed')],
  },
  'substantive-post': {
    key: 'Post to return to',
    heading: 'What post do they return to?',
    questions: [
      asked('line', 'substantivePost', 'Substantive post', {
        hint: 'The post and team in Probation.',
      }),
    ],
  },
  after: {
    key: 'After the end',
    heading: 'What comes after the secondment?',
    questions: [
      asked('choice', 'afterEnd', 'Next post', {
        options: options({
          'back to the post': 'Back to the substantive post',
          'another post': 'Another post',
          'permanent move': 'Stays for good',
        }),
      }),
      asked('day', 'afterEndOn', 'From'),
      asked('words', 'reflection', 'What the officer takes from the secondment', {
        hint: 'In their own words: what they learned, and what was different from the usual post. Skills are recorded under ‘What happened?’.',
      }),
    ],
  },
} as const satisfies Readonly<Record<string, Part<SecondmentField>>>;
export type SecondmentPart = keyof typeof SECONDMENT_PARTS;

export const isSecondmentPart = (part: string): part is SecondmentPart =>
  Object.hasOwn(SECONDMENT_PARTS, part);

type TeamField = 'supervisionEvery' | 'lastSafetyVisitOn' | 'appraisalCycle' | 'laptop';

export const TEAM_QUESTIONS: readonly Asked<TeamField>[] = [
  asked('choice', 'supervisionEvery', 'Supervision, as the YOT’s policy asks', {
    options: options({
      P14D: 'Every 2 weeks',
      P28D: 'Every 4 weeks',
      P1M: 'Every month',
      P42D: 'Every 6 weeks',
      P2M: 'Every 2 months',
      P3M: 'Every 3 months',
    }),
  }),
  asked('line', 'appraisalCycle', 'Appraisal scheme', { hint: 'Its name and when it runs.' }),
  asked('day', 'lastSafetyVisitOn', 'Last health and safety visit from Probation'),
  asked('choice', 'laptop', 'A probation laptop in the office', {
    options: options({ yes: 'Yes', no: 'No' }),
  }),
];

/** The answers of one part in a line; empty where nothing is recorded. */
export function partWords(part: SecondmentPart, record: Secondment): string {
  const questions: readonly Asked<SecondmentField>[] = SECONDMENT_PARTS[part].questions;
  return questions
    .map(({ field, label, form, options: choices }) => {
      const value = record[field];
      if (value === null || value === '') return '';
      const day = form === 'day' ? CalendarDay.safeParse(value) : null;
      if (day?.success === true) {
        return questions.length === 1 ? formatDay(day.data) : `${label} ${formatDay(day.data)}`;
      }
      return choices.find((choice) => choice.value === value)?.text ?? value;
    })
    .filter((words) => words !== '')
    .join('. ');
}

export const teamWords = ({ supervisionEvery, appraisalCycle, laptop }: Team): string =>
  [
    TEAM_QUESTIONS[0]?.options.find(({ value }) => value === supervisionEvery)?.text ?? '',
    appraisalCycle,
    laptop === 'no' ? 'No laptop' : '',
  ]
    .filter((words) => words !== '')
    .join('. ');
