/** People and devices that were removed: who did it, when, and which devices have been told. */
import { ownedBy, removedWords, toldCount } from './people-words';
import { NotToldYet, ToldList } from './told-list';
import { Details, Tag } from '@/components/ui/facts';
import { SubHeading } from '@/components/ui/heading';
import type { RemovedView } from '@/lib/session/views';

function what({ isPerson, devices, name }: RemovedView): string {
  if (isPerson) return name;
  return `${devices === 1 ? 'A device' : `${devices} devices`} of ${ownedBy(name)}`;
}

function RemovedRow({ removed }: { readonly removed: RemovedView }) {
  const isKnown = removed.told.every(({ isTold }) => isTold);
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <span>{what(removed)}</span>
        {isKnown ? null : <Tag colour="yellow">Not all told</Tag>}
      </div>
      <p className="app-quiet">{removedWords(removed)}.</p>
      <Details summary={toldCount(removed.told)}>
        <ToldList told={removed.told} />
        <NotToldYet
          told={removed.told}
          name={
            removed.isPerson
              ? removed.name
              : `the removed device${removed.devices === 1 ? '' : 's'}`
          }
        />
      </Details>
    </li>
  );
}

export function RemovedList({ removed }: { readonly removed: readonly RemovedView[] }) {
  return (
    <section aria-labelledby="removed">
      <SubHeading id="removed">Removed</SubHeading>
      {removed.length === 0 ? (
        <p className="app-quiet">No one has been removed.</p>
      ) : (
        <ul className="app-rows">
          {removed.map((each) => (
            <RemovedRow key={each.key} removed={each} />
          ))}
        </ul>
      )}
    </section>
  );
}
