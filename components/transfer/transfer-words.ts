/** The words of a transfer's screens: time until 18, states of the pack, the decision. */
import { daysBetween } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { PackItem, Transfer } from '@/lib/domain/transfer';

const counted = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

/** `in 12 weeks`, `in 5 days`, `tomorrow`, `today`, `3 days ago`, `7 weeks ago`: weeks from two weeks on. */
export function timeUntil(today: CalendarDay, day: CalendarDay): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'today';
  if (days === 1) return 'tomorrow';
  if (days === -1) return 'yesterday';
  const size = Math.abs(days);
  const words = size < 14 ? counted(size, 'day') : counted(Math.floor(size / 7), 'week');
  return days > 0 ? `in ${words}` : `${words} ago`;
}

export const PACK_STATES = [
  { state: 'not started', word: 'Not sent' },
  { state: 'sent', word: 'Sent' },
  { state: 'received', word: 'Received' },
  { state: 'not applicable', word: 'Not applicable' },
] as const satisfies readonly { readonly state: PackItem['state']; readonly word: string }[];

/** `2 of 5 sent, 1 received`; what does not apply is not counted. */
export function packSentence(pack: readonly PackItem[]): string {
  const needed = pack.filter((item) => item.state !== 'not applicable');
  if (needed.length === 0) return 'Nothing to send';
  const gone = needed.filter((item) => item.state === 'sent' || item.state === 'received').length;
  const received = needed.filter((item) => item.state === 'received').length;
  return `${gone} of ${needed.length} sent, ${received} received`;
}

export const DECISIONS = [
  {
    decision: 'transfer',
    word: 'Transfer to Probation',
    hint: 'Probation becomes responsible from an agreed date.',
  },
  {
    decision: 'keep',
    word: 'Keep with the youth service',
    hint: 'For example, a referral order that ends soon after 18.',
  },
  {
    decision: 'share',
    word: 'Share elements',
    hint: 'The youth service keeps the order and Probation supervises part of it.',
  },
  { decision: 'not decided', word: 'Not decided yet', hint: '' },
] as const satisfies readonly {
  readonly decision: Transfer['decision'];
  readonly word: string;
  readonly hint: string;
}[];

export const decisionWord = (decision: Transfer['decision']): string =>
  DECISIONS.find((candidate) => candidate.decision === decision)?.word ?? '';

/** The text that goes into NDelius, facts only, for the person to paste. */
export function ndeliusText(
  record: Transfer,
  facts: readonly { readonly title: string; readonly words: string }[],
): string {
  return [
    `Transfer to Probation, ${record.reference}`,
    ...(record.crn === '' ? [] : [`CRN ${record.crn}`]),
    ...facts.map(({ title, words }) => `${title}: ${words}`),
  ].join('\n');
}
