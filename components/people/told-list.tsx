/** Which devices have heard of a change, one by one, as it stands now. */
import { within } from './people-words';
import { Tag } from '@/components/ui/facts';
import { formatDay } from '@/lib/domain/calendar';
import type { ToldView } from '@/lib/session/views';

type Device = Omit<ToldView, 'isTold'>;

function deviceWords({ name, number, isThis }: Device): string {
  if (isThis) return 'This device';
  const whose = within(name) === 'you' ? 'Your' : `${name}’s`;
  return number === null ? `${whose} device` : `${whose} device ${number}`;
}

function seenWords({ isHere, lastSeen }: Device): string {
  if (isHere) return 'Here now';
  return lastSeen === null ? 'Not seen yet' : `Last seen ${formatDay(lastSeen)}`;
}

/** `yes` and `notYet` are the words of the two states, such as `Told` and `Not told yet`. */
export function DeviceStates({
  devices,
  label,
  yes,
  notYet,
}: {
  readonly devices: readonly (Device & { readonly hasIt: boolean })[];
  readonly label: string;
  readonly yes: string;
  readonly notYet: string;
}) {
  return (
    <ul className="app-rows" aria-label={label}>
      {devices.map((device) => (
        <li className="app-rows__row" key={device.device}>
          <div className="app-rows__head">
            <span>{deviceWords(device)}</span>
            {device.hasIt ? (
              <span className="app-plain-state">{yes}</span>
            ) : (
              <Tag colour="yellow">{notYet}</Tag>
            )}
          </div>
          {device.isThis ? null : <p className="app-quiet">{seenWords(device)}</p>}
        </li>
      ))}
    </ul>
  );
}

export function ToldList({ told }: { readonly told: readonly ToldView[] }) {
  return (
    <DeviceStates
      devices={told.map(({ isTold, ...device }) => ({ ...device, hasIt: isTold }))}
      label="Who has been told"
      yes="Told"
      notYet="Not told yet"
    />
  );
}

/** What it means that some have not heard; nothing when all have. */
export function NotToldYet({
  told,
  name,
}: {
  readonly told: readonly ToldView[];
  readonly name: string;
}) {
  return told.every(({ isTold }) => isTold) ? null : (
    <p>
      A device that has not been told hears of it when it next meets one that knows. Until then it
      may go on sharing its own changes with {within(name)}.
    </p>
  );
}
