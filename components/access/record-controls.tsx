/** The links at the foot of a record: who can read it, and erasing it for good. */
import { PlaceLink, type Go } from '@/components/ui/button';
import { SubHeading } from '@/components/ui/heading';
import type { SharingView } from '@/lib/session/views';

export function RecordControls({
  kind,
  id,
  go,
}: {
  readonly kind: SharingView['kind'];
  readonly id: string;
  readonly go: Go;
}) {
  return (
    <section aria-labelledby="record-controls">
      <SubHeading id="record-controls">Access and erasing</SubHeading>
      <ul className="app-menu">
        <li>
          <PlaceLink place={{ screen: 'sharing', id: `${kind}/${id}` }} go={go}>
            Who can read this
          </PlaceLink>
        </li>
        <li>
          <PlaceLink place={{ screen: 'erase', id: `${kind}/${id}` }} go={go}>
            Erase this for good
          </PlaceLink>
        </li>
      </ul>
    </section>
  );
}
