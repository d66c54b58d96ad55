/** What changed in a record, newest first: who, when, from what to what. */
import './secondment.scss';
import { formatDay, londonDay, londonTime } from '@/lib/domain/calendar';
import type { HistoryRow } from '@/lib/session/views';
import type { ReactElement } from 'react';

function changeWords({ from, to }: HistoryRow): string {
  if (from === '' && to === '') return '';
  if (from === '') return `Set to ${to}`;
  if (to === '') return `Removed. It was ${from}`;
  return `From ${from} to ${to}`;
}

export function HistoryList({ rows }: { readonly rows: readonly HistoryRow[] }): ReactElement {
  if (rows.length === 0) return <p className="app-quiet">No changes yet.</p>;
  return (
    <ol className="app-history">
      {rows
        .toSorted((a, b) => b.at - a.at)
        .map((row) => (
          <li className="app-history__item" key={`${row.at}${row.by}${row.what}`}>
            <p className="app-history__what">{row.what}</p>
            <p className="app-history__text">{changeWords(row)}</p>
            <p className="app-history__text app-quiet">
              {row.by}, {formatDay(londonDay(row.at))}, {londonTime(row.at)}
            </p>
          </li>
        ))}
    </ol>
  );
}
