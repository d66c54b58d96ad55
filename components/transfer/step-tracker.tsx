/** The six steps of a transfer: done, now and to come, each with its day. */
import './transfer.scss';
import { formatDay } from '@/lib/domain/calendar';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { StepView } from '@/lib/session/views';
import type { ReactElement, ReactNode } from 'react';

const STATE_WORDS = {
  done: 'Done',
  now: 'Now',
  'to come': 'To come',
} as const satisfies Record<StepView['state'], string>;

function StepMark({ state }: { readonly state: StepView['state'] }): ReactElement {
  return (
    <svg className="app-steps__mark" viewBox="0 0 24 24" aria-hidden="true">
      {state === 'done' && (
        <>
          <circle cx={12} cy={12} r={11} fill="#0f7a52" />
          <path d="m7 12.5 3.5 3.5L17 9" fill="none" stroke="#ffffff" strokeWidth={2.5} />
        </>
      )}
      {state === 'now' && (
        <>
          <circle cx={12} cy={12} r={10} fill="#ffffff" stroke="#1d70b8" strokeWidth={3} />
          <circle cx={12} cy={12} r={5} fill="#1d70b8" />
        </>
      )}
      {state === 'to come' && (
        <circle cx={12} cy={12} r={10} fill="#ffffff" stroke="#6f777b" strokeWidth={2} />
      )}
    </svg>
  );
}

function dayWords(step: StepView, today: CalendarDay): string {
  if (step.on !== null) return formatDay(step.on);
  if (step.dueOn === null) return '';
  return `${step.dueOn < today ? 'Was due' : 'Due'} ${formatDay(step.dueOn)}`;
}

export interface StepTrackerProps {
  readonly steps: readonly StepView[];
  readonly today: CalendarDay;
  /** More about a step, such as how much of the pack is sent. */
  readonly note: (step: StepView) => ReactNode;
}

export function StepTracker({ steps, today, note }: StepTrackerProps): ReactElement {
  return (
    <ol className="app-steps">
      {steps.map((step, index) => {
        const words = dayWords(step, today);
        return (
          <li
            className={`app-steps__item app-steps__item--${step.state.replace(' ', '-')}`}
            key={step.step}
            aria-current={step.state === 'now' ? 'step' : undefined}
          >
            <StepMark state={step.state} />
            <p className="app-steps__title">
              <span className="govuk-visually-hidden">{STATE_WORDS[step.state]}: </span>
              {index + 1}. {step.title}
            </p>
            {words !== '' && <p className="app-steps__text">{words}</p>}
            {note(step)}
          </li>
        );
      })}
    </ol>
  );
}
