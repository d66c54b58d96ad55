/** How many days of leave may be carried over: section 18. More is never refused; a reason is asked for. */
import type { SecondmentEvent } from './event';
import type { ProtocolLimits } from './protocol';

export interface CarryOverRemark {
  readonly isReasonMissing: boolean;
  readonly words: string;
}

/** Null where nothing is to be said: not over the limit, or the days are not recorded. */
export const carryOverRemark = (
  { days, words }: Pick<SecondmentEvent, 'days' | 'words'>,
  { carryOverDays }: Pick<ProtocolLimits, 'carryOverDays'>,
): CarryOverRemark | null => {
  if (days === null || days <= carryOverDays) return null;
  const isReasonMissing = words.trim() === '';
  const said = `This is more than the ${carryOverDays} days that section 18 normally allows`;
  return { isReasonMissing, words: isReasonMissing ? `${said}. Enter why` : said };
};
