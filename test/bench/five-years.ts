/** A notebook of one team over five years, as orders: 250 transfers, three secondments with their duties, 60 meetings of 600 words. */
import type { Page } from 'playwright-core';
import { giveOrders } from './in-page.ts';

export const TRANSFERS = 250;
const SECONDMENTS = 3;
const MEETINGS = 60;
const MONTHS_RECORDED = 20;
const WORDS_PER_MEETING = 600;

const WORDS = 'plan visit review report share ask note call agree date team office form step'.split(
  ' ',
);

/** So many words of invented text, never twice the same. */
export const sampleWords = (seed: number, count: number): string => {
  let state = seed + 1;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return `${WORDS[(state >>> 8) % WORDS.length] ?? ''}${(state >>> 20) % 100}`;
  }).join(' ');
};

const two = (number: number): string => String(number).padStart(2, '0');
const thisYear = new Date().getFullYear();

export const transferOrder = (at: number) => ({
  name: 'addTransfer',
  given: {
    reference: `BENCH-${String(at).padStart(3, '0')}`,
    dateOfBirth: `${thisYear - 17}-${two(1 + (at % 9))}-${two(10 + (at % 10))}`,
    team: 'team.barnet',
    crn: '',
    caseManager: '',
    secondee: null,
  },
});

const secondmentOrder = (at: number) => ({
  name: 'addSecondment',
  given: {
    team: 'team.barnet',
    secondee: { name: `Sample Secondee ${at}` },
    lineManager: null,
    startsOn: `${thisYear - 2 * at - 1}-03-01`,
    endsOn: `${thisYear - 2 * at + 1}-02-28`,
    endReason: '',
  },
});

const textIn = (given: object): number =>
  Object.values(given).reduce<number>(
    (sum, value) =>
      sum +
      (typeof value === 'string'
        ? Buffer.byteLength(value)
        : typeof value === 'object' && value !== null
          ? textIn(value)
          : 0),
    0,
  );

/** Writes it into the notebook that is shown; gives the bytes of text that were typed. */
export const writeFiveYears = async (page: Page): Promise<number> => {
  const secondments = Array.from({ length: SECONDMENTS }, (_, at) => secondmentOrder(at));
  const transfers = Array.from({ length: TRANSFERS }, (_, at) => transferOrder(at));
  // One after the other: each makes parts of its own.
  const secondmentIds: string[] = [];
  for (const one of secondments) secondmentIds.push(...(await giveOrders(page, [one])));
  await giveOrders(page, transfers);
  const evidence = secondmentIds.flatMap((secondment) =>
    Array.from({ length: MONTHS_RECORDED }, (_, month) => {
      const turn = `${thisYear - 1 + Math.floor(month / 12)}-${two((month % 12) + 1)}`;
      return {
        name: 'create',
        given: {
          kind: 'evidence',
          fields: {
            id: `${secondment}.S7.3.${turn}`,
            secondment,
            duty: 'S7.3',
            turn,
            state: 'done',
            doneOn: `${turn}-05`,
            proof: 'Return sent',
          },
        },
      };
    }),
  );
  await giveOrders(page, evidence);
  const meetings = Array.from({ length: MEETINGS }, (_, at) => ({
    name: 'bookMeeting',
    given: {
      kind: 'quarterly',
      about: secondmentIds[at % SECONDMENTS] ?? '',
      startsAt: `${thisYear - 4 + Math.floor(at / 12)}-${two((at % 12) + 1)}-05T10:00`,
      place: 'Sample office',
    },
  }));
  const meetingIds = await giveOrders(page, meetings);
  // Texts of a meeting's length in a record: what is typed into a note is measured by itself.
  const texts = meetingIds.map((meeting, at) => ({
    name: 'create',
    given: { kind: 'decision', fields: { meeting, text: sampleWords(at, WORDS_PER_MEETING) } },
  }));
  await giveOrders(page, texts);
  return [...secondments, ...transfers, ...evidence, ...meetings, ...texts].reduce(
    (sum, { given }) => sum + textIn(given),
    0,
  );
};

/** The same texts as plain records, for the floor. */
export const plainRecords = (): readonly Readonly<Record<string, string>>[] => [
  ...Array.from({ length: TRANSFERS }, (_, at) => {
    const { reference, dateOfBirth, team } = transferOrder(at).given;
    return { reference, dateOfBirth, team, caseManager: '', crn: '' };
  }),
  ...Array.from({ length: SECONDMENTS * MONTHS_RECORDED }, (_, at) => ({
    duty: 'S7.3',
    turn: String(at),
    proof: 'Return sent',
  })),
  ...Array.from({ length: MEETINGS }, (_, at) => ({
    place: 'Sample office',
    text: sampleWords(at, WORDS_PER_MEETING),
  })),
];

/** Days between one start and the next: 96 starts spread over two years. */
const DAYS_APART = 7;

/** Three secondments in each of the teams, in every stage of two years; answers how many. */
export const writeOffice = async (page: Page, teams: readonly string[]): Promise<number> => {
  const today = Date.now();
  const dayBefore = (days: number): string =>
    new Date(today - days * 86_400_000).toISOString().slice(0, 10);
  const orders = teams.flatMap((team, of) =>
    Array.from({ length: SECONDMENTS }, (_, at) => {
      const began = (of * SECONDMENTS + at) * DAYS_APART;
      return {
        name: 'addSecondment',
        given: {
          team,
          secondee: { name: `Sample Secondee ${of * SECONDMENTS + at}` },
          lineManager: null,
          startsOn: dayBefore(began),
          endsOn: dayBefore(began - 729),
          endReason: '',
        },
      };
    }),
  );
  // One after the other: each makes parts of its own.
  for (const one of orders) await giveOrders(page, [one]);
  return orders.length;
};
