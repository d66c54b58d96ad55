/** How many transfers stand at each step, as bars with their numbers. */
import './transfer.scss';
import type { TransfersView } from '@/lib/session/views';
import type { ReactElement } from 'react';

export function StepBars({ steps }: { readonly steps: TransfersView['steps'] }): ReactElement {
  const most = Math.max(1, ...steps.map(({ count }) => count));
  return (
    <ul className="app-bars">
      {steps.map(({ step, count }) => (
        <li className="app-bars__row" key={step}>
          <span>{step}</span>
          <span className="app-bars__bar">
            {count > 0 && (
              // The number beside the bar says the same; 84 leaves it room.
              <span
                className="app-bars__fill"
                style={{ width: `${(count / most) * 84}%` }}
                aria-hidden="true"
              />
            )}
            <span className="app-bars__count">{count}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
