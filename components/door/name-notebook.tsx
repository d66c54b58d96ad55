/** The step that names a new notebook and says where its devices meet. */
import { useState } from 'react';
import { addressErrors, MEETING_ADDRESS_HINT, MEETING_ADDRESS_LABEL } from './meeting-address';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { errorOf, problem, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextInput } from '@/components/ui/text-fields';

/** What the order `startNotebook` takes, in characters. */
const LONGEST_NAME = 100;

export function NameNotebook({
  name,
  address,
  button,
  setName,
  setAddress,
  onBack,
  onDone,
}: {
  readonly name: string;
  readonly address: string;
  readonly button: string;
  readonly setName: (value: string) => void;
  readonly setAddress: (value: string) => void;
  readonly onBack: () => void;
  /** Gives what is wrong, or nothing when the next step stands. */
  readonly onDone: () => Promise<readonly FieldError[]>;
}) {
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const submit = async () => {
    const found = [
      ...problem(name.trim() === '', 'notebookName', 'Enter a name for the notebook'),
      ...problem(
        name.trim().length > LONGEST_NAME,
        'notebookName',
        `Name of the notebook must be ${LONGEST_NAME} characters or fewer`,
      ),
      ...addressErrors(address, 'meetingPoints'),
    ];
    setErrors(found.length > 0 ? found : await onDone());
  };
  return (
    <>
      <BackLink onClick={onBack} />
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Your new notebook</Heading>
        <TextInput
          id="notebookName"
          label="Name of the notebook"
          hint="Usually the team, like Newham YOT."
          value={name}
          error={errorOf(errors, 'notebookName')}
          onChange={setName}
        />
        <TextInput
          id="meetingPoints"
          label={MEETING_ADDRESS_LABEL}
          hint={MEETING_ADDRESS_HINT}
          value={address}
          inputMode="url"
          isCode
          error={errorOf(errors, 'meetingPoints')}
          onChange={setAddress}
        />
        <ActionBar>
          <Button>{button}</Button>
        </ActionBar>
      </Form>
    </>
  );
}
