/** This device was removed: what that means and what can still be done. */
import { within } from '@/components/people/people-words';
import type { ScreenProps } from '@/components/shell/screen';
import { Alert } from '@/components/ui/alert';
import { BackLink, PlaceLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/facts';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { AppView } from '@/lib/session/views';

type Removed = NonNullable<Extract<AppView, { stage: 'open' }>['removed']>;

/** `Priya Shah removed this device on 1 December 2026.` */
export function removedHere({ by, on }: Removed): string {
  const name = within(by) === 'you' ? 'You' : by;
  return `${name} removed this device${on === null ? '' : ` on ${formatDay(on)}`}.`;
}

export function RemovedPage({ go }: ScreenProps) {
  const app = useView('app');
  if (app?.stage !== 'open') return null;
  const { removed } = app;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'today', id: null });
        }}
      >
        Today
      </BackLink>
      <Heading caption={app.notebook.name}>This device was removed</Heading>
      {removed === null ? (
        <EmptyState title="This device is in the notebook." />
      ) : (
        <>
          <Alert kind="warning" title={removedHere(removed)}>
            <p>You can read what is here. You cannot change anything any more.</p>
          </Alert>
          <p>
            This device sends nothing and receives nothing. Changes that you made before and that
            had not reached anyone stay here only. Copy what is still needed.
          </p>
          <p>
            If it was a mistake, ask for an invitation. You join again in another browser, or on
            another device.
          </p>
          <p>If you leave the team, ask your manager whether this copy has to be deleted.</p>
          <p>
            <PlaceLink place={{ screen: 'start-again', id: null }} go={go}>
              Start again without someone
            </PlaceLink>{' '}
            makes a new notebook from this copy.
          </p>
        </>
      )}
    </>
  );
}
