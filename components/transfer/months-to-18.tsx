/** How many young people turn 18 in how many months, as columns and as a table. */
import './transfer.scss';
import { Details, Table } from '@/components/ui/facts';
import type { TransfersView } from '@/lib/session/views';
import type { ReactElement } from 'react';

type Bins = TransfersView['monthsTo18'];

/** The one column of those who are 18 already; the others say how long it is. */
const isOver = (label: string): boolean => label.startsWith('Already');

/** `4 turn 18 in less than 1 month. 1 is already 18.`: the soonest of those to come, then those past it. */
export function monthsFinding(bins: Bins): string {
  const over = bins.find(({ label }) => isOver(label))?.count ?? 0;
  const soonest = bins.find(({ label, count }) => !isOver(label) && count > 0);
  const coming =
    soonest === undefined
      ? 'Nobody is about to turn 18.'
      : `${soonest.count} ${soonest.count === 1 ? 'turns' : 'turn'} 18 in ${soonest.label.toLowerCase()}.`;
  return over === 0 ? coming : `${coming} ${over} ${over === 1 ? 'is' : 'are'} already 18.`;
}

export function MonthsTo18({ bins }: { readonly bins: Bins }): ReactElement {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  return (
    <>
      <figure className="app-months">
        <figcaption className="app-months__finding">{monthsFinding(bins)}</figcaption>
        <div aria-hidden="true">
          <div className="app-months__picture">
            {bins.map(({ label, count }) => (
              <div className="app-months__bin" key={label}>
                {count}
                <span
                  className={`app-months__fill${isOver(label) ? ' app-months__fill--over' : ''}`}
                  style={{ height: `${(count / most) * 78}%` }}
                />
              </div>
            ))}
          </div>
          <div className="app-months__labels">
            {bins.map(({ label }) => (
              <span key={label}>{label}</span>
            ))}
          </div>
        </div>
      </figure>
      <Details summary="Show as a table">
        <Table
          caption="Months until 18"
          columns={[{ heading: 'Months' }, { heading: 'Young people', isNumber: true }]}
          rows={bins.map(({ label, count }) => ({ key: label, cells: [label, count] }))}
        />
      </Details>
    </>
  );
}
