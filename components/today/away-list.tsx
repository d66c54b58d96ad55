/** Who is away now or later and who covers, with the way to say so. */
import { PlaceLink, type Go } from '@/components/ui/button';
import { SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import type { AwayRow } from '@/lib/session/views';

export function AwayList({ go }: { readonly go: Go }) {
  const away = useView('away');
  if (away === undefined) return null;
  return (
    <section aria-labelledby="away">
      <SubHeading id="away">Away</SubHeading>
      <AwayWords rows={away.rows} />
      {away.rows.length === 0 ? <p className="app-quiet">Nobody is away.</p> : null}
      {away.mayChange ? (
        <p>
          <PlaceLink place={{ screen: 'away', id: null }} go={go}>
            Say when somebody is away
          </PlaceLink>
        </p>
      ) : null}
    </section>
  );
}

export function AwayWords({ rows }: { readonly rows: readonly Pick<AwayRow, 'id' | 'words'>[] }) {
  return rows.length === 0 ? null : (
    <ul className="app-rows" aria-label="People who are away">
      {rows.map(({ id, words }) => (
        <li className="app-rows__row" key={id}>
          {words}
        </li>
      ))}
    </ul>
  );
}
