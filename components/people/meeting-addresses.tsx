/** Where the devices of this notebook meet, and a form to change it. */
import { useState } from 'react';
import { addressErrors, readAddresses } from '@/components/door/meeting-address';
import { Button, LinkButton } from '@/components/ui/button';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { SubHeading } from '@/components/ui/heading';
import { TextArea } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import type { PeopleView, SyncView } from '@/lib/session/views';

const REACHED = {
  'none set': 'No address is set. Devices do not find each other by themselves.',
  'not reached': 'This device cannot reach it now.',
  reached: 'This device has reached it.',
} as const satisfies Record<SyncView['meetingPoint'], string>;

/** `onDone` is told when the engine has them. */
export function AddressForm({
  addresses,
  onDone,
}: {
  readonly addresses: readonly string[];
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const draft = useDraft('people.addresses', { meetingPoints: addresses.join('\n') });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const typed = draft.values.meetingPoints;
  const submit = async () => {
    const found = addressErrors(typed, 'meetingPoints');
    setErrors(found);
    if (found.length > 0) {
      return;
    }
    const answer = await order('setMeetingPoints', { addresses: [...readAddresses(typed)] });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      onDone();
    }
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <TextArea
        id="meetingPoints"
        label="Addresses where devices meet"
        hint="One on each line, like wss://meet.example.org. This device and the codes you make use them."
        rows={3}
        isCode
        value={typed}
        error={errorOf(errors, 'meetingPoints')}
        onChange={(value) => {
          draft.set('meetingPoints', value);
        }}
      />
      <Button kind="secondary">Keep these addresses</Button>
    </Form>
  );
}

export function MeetingAddresses({ people }: { readonly people: PeopleView }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section aria-labelledby="addresses">
      <SubHeading id="addresses">Where devices meet</SubHeading>
      {isOpen ? (
        <AddressForm
          addresses={people.meetingPoints}
          onDone={() => {
            setIsOpen(false);
          }}
        />
      ) : (
        <>
          {people.meetingPoints.map((address) => (
            <p className="app-code app-break" key={address}>
              {address}
            </p>
          ))}
          <p>{REACHED[people.sync.meetingPoint]}</p>
          <p>
            <LinkButton
              onClick={() => {
                setIsOpen(true);
              }}
            >
              {people.meetingPoints.length === 0 ? 'Add an address' : 'Change addresses'}
            </LinkButton>
          </p>
        </>
      )}
    </section>
  );
}
