/** What follows from a date of birth, said beside the question while it is typed. */
import './transfer.scss';
import { ageSentences } from './new-transfer';
import type { CalendarDay } from '@/lib/domain/calendar';

export function AgeSentences({
  typed,
  today,
}: {
  readonly typed: string;
  readonly today: CalendarDay;
}) {
  const sentences = ageSentences(typed, today);
  return (
    // Always in the document, so that a screen reader hears the sentences when they come.
    <output className={sentences.length === 0 ? undefined : 'app-ages'}>
      {sentences.map((sentence) => (
        <span key={sentence}>{sentence}</span>
      ))}
    </output>
  );
}
