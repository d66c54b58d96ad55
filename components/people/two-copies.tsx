/** Devices that may be one of two copies: since when, what it means, and what to do. */
import { firstName } from './people-words';
import { Alert } from '@/components/ui/alert';
import { PlaceLink, type Go } from '@/components/ui/button';
import { formatDay } from '@/lib/domain/calendar';
import type { TwoCopiesView } from '@/lib/session/views';

/** `this device`, `your device 2`, `Ada Okafor’s device`. */
function deviceName({ name, number, isThis, isMine }: TwoCopiesView): string {
  if (isThis) return 'this device';
  const whose = isMine ? 'your' : `${name}’s`;
  return number === null ? `${whose} device` : `${whose} device ${number}`;
}

function WhatToDo({ view, go }: { readonly view: TwoCopiesView; readonly go: Go }) {
  const { device, name, isThis, isMine, canRemove } = view;
  const remove = (words: string) => (
    <PlaceLink place={{ screen: 'remove-device', id: device }} go={go}>
      {words}
    </PlaceLink>
  );
  if (isThis) {
    return (
      <p>
        If you know nothing of a backup, tell your manager. Add another device of yours under{' '}
        <PlaceLink place={{ screen: 'my-devices', id: null }} go={go}>
          My devices
        </PlaceLink>
        , and remove this one from there.
      </p>
    );
  }
  if (isMine) {
    return (
      <p>
        If you know nothing of a backup, tell your manager. {remove('Remove the device')} and add a
        new one.
      </p>
    );
  }
  const first = firstName(name);
  return (
    <p>
      Ask {first} which it was, then{' '}
      {canRemove ? (
        <>
          {remove('remove the device')}. {first} can join again with a new one.
        </>
      ) : (
        'tell a person who can invite and remove people.'
      )}
    </p>
  );
}

export function TwoCopies({
  views,
  go,
}: {
  readonly views: readonly TwoCopiesView[];
  readonly go: Go;
}) {
  return views.map((view) => (
    <Alert
      key={view.device}
      kind="warning"
      title={`There may be two copies of ${deviceName(view)}.`}
    >
      <p>
        Since {formatDay(view.since)} two devices seem to write as this one. It was restored from a
        backup, or somebody copied it. Where the two differ, one of them counts, the same for
        everyone.
      </p>
      <WhatToDo view={view} go={go} />
    </Alert>
  ));
}
