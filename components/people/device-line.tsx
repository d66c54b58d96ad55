/** One device of a person in a line: whether it is here, what of mine it lacks, whether it has been told. */
import { presenceWords, reachWords } from './people-words';
import { Tag } from '@/components/ui/facts';
import type { DeviceView, PersonView } from '@/lib/session/views';

export function DeviceLine({
  device,
  person,
  number,
  isMine = false,
}: {
  readonly device: DeviceView;
  readonly person: PersonView['person'];
  /** Counted from 1; null for an only device. */
  readonly number: number | null;
  readonly isMine?: boolean;
}) {
  const reach = reachWords(device, isMine ? null : person.name);
  return (
    <>
      <p>
        {number === null ? null : <strong>Device {number}. </strong>}
        {presenceWords(device)}
        {reach === null ? '.' : `. ${reach}.`}
        {device.admittedBy === '' || device.admittedBy === person.name ? null : (
          <span className="app-quiet"> Let in by {device.admittedBy}.</span>
        )}
      </p>
      {device.isTold || device.isThis ? null : (
        <p>
          <Tag colour="yellow">Not told yet</Tag>{' '}
          <span className="app-quiet">who was let in or removed</span>
        </p>
      )}
    </>
  );
}
