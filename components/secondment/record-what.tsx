/** The choice of what happened: every kind by its plain name, in groups. */
import { EVENT_GROUPS, isPerformanceKind } from './event-words';
import { recordPlace } from './event-list';
import { BackLink, PlaceLink, type Go } from '@/components/ui/button';
import { Heading, SubHeading } from '@/components/ui/heading';
import { EVENT_KINDS } from '@/lib/domain/event';
import type { SecondmentView } from '@/lib/session/views';

export function RecordWhat({ view, go }: { readonly view: SecondmentView; readonly go: Go }) {
  const secondment = view.record.id;
  // Who does not read what is about performance could not see afterwards what they wrote.
  const readsPerformance = view.missing !== null;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondment', id: secondment });
        }}
      >
        {view.title}
      </BackLink>
      <Heading caption={view.title}>What happened?</Heading>
      {EVENT_GROUPS.map(({ title, kinds }) => (
        <section key={title} aria-label={title}>
          <SubHeading>{title}</SubHeading>
          <ul className="app-menu">
            {kinds
              .filter((kind) => readsPerformance || !isPerformanceKind(kind))
              .map((kind) => (
                <li key={kind}>
                  <PlaceLink place={recordPlace(secondment, kind)} go={go}>
                    {EVENT_KINDS[kind].name}
                  </PlaceLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
      {!readsPerformance && (
        <p className="app-quiet">
          Performance, discipline and grievances are recorded by the secondee, the YOT line manager
          and the Liaison Senior Probation Officer.
        </p>
      )}
    </>
  );
}
