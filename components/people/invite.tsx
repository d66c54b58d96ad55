/** Inviting someone: who it is for, the code to hand over, the words to compare. */
import { useState } from 'react';
import { InvitationPage } from './invitation';
import { AddressForm } from './meeting-addresses';
import { withoutDevice } from './people-words';
import { ROLE_CHOICES } from '@/components/door/roles';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { Checkbox, Radios } from '@/components/ui/choices';
import { EmptyState } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { Role, ROLE_NAMES } from '@/lib/domain/people';
import type { PeopleView } from '@/lib/session/views';

/** Before the id of a person whom the form should begin with, in a place's id. */
const FOR = 'for.';
const SOMEONE_NEW = 'new';

function InviteForm({
  people,
  chosen,
  go,
}: {
  readonly people: PeopleView;
  readonly chosen: string;
  readonly go: Go;
}) {
  const order = useOrder();
  const known = withoutDevice(people.people);
  const draft = useDraft(`invite.${chosen}`, {
    who: known.length === 0 ? SOMEONE_NEW : chosen,
    newName: '',
    newRole: '',
    mayInvite: '',
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { who, newName, newRole, mayInvite } = draft.values;
  const back = () => {
    go({ screen: 'people', id: null });
  };
  const submit = async () => {
    const role = Role.safeParse(newRole);
    const isNew = who === SOMEONE_NEW;
    const found = [
      ...problem(who === '', 'who', 'Choose who to invite'),
      ...problem(isNew && newName.trim() === '', 'name', 'Enter their name'),
      ...problem(isNew && !role.success, 'newRole', 'Choose their role'),
    ];
    setErrors(found);
    const existing = known.find(({ person }) => person.id === who);
    const person =
      existing !== undefined
        ? existing.person.id
        : role.success
          ? { name: newName.trim(), role: role.data }
          : null;
    if (found.length > 0 || person === null) {
      return;
    }
    const answer = await order('invite', { person, mayInvite: mayInvite === 'yes' });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      go({ screen: answer.id === null ? 'people' : 'invite', id: answer.id });
    }
  };
  const someoneNew = (
    <>
      <TextInput
        id="name"
        label="Their name"
        value={newName}
        error={errorOf(errors, 'name')}
        onChange={(value) => {
          draft.set('newName', value);
        }}
      />
      <Select
        id="newRole"
        label="Their role"
        choices={ROLE_CHOICES}
        empty="Choose their role"
        value={newRole}
        error={errorOf(errors, 'newRole')}
        onChange={(value) => {
          draft.set('newRole', value);
        }}
      />
    </>
  );
  return (
    <>
      <BackLink onClick={back}>People and devices</BackLink>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Invite someone</Heading>
        {known.length === 0 ? (
          someoneNew
        ) : (
          <Radios
            id="who"
            label="Who do you want to invite?"
            value={who}
            error={errorOf(errors, 'who')}
            onChange={(value) => {
              draft.set('who', value);
            }}
            choices={[
              ...known.map(({ person }) => ({
                value: person.id,
                text: person.name,
                hint: ROLE_NAMES[person.role],
              })),
              { value: SOMEONE_NEW, text: 'Someone else', more: someoneNew },
            ]}
          />
        )}
        <Checkbox
          id="mayInvite"
          label="They can invite and remove people too"
          hint="Usually the Liaison Senior Probation Officer and the YOT line manager."
          isTicked={mayInvite === 'yes'}
          onChange={(isTicked) => {
            draft.set('mayInvite', isTicked ? 'yes' : '');
          }}
        />
        <p>What they can read follows from their role. You can change it once they have joined.</p>
        <ActionBar>
          <Button>Make a code</Button>
        </ActionBar>
      </Form>
    </>
  );
}

/** Without an address the other device has no way to find this one, so a code would be of no use. */
function AddressFirst({ go }: { readonly go: Go }) {
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      <Heading key="address">Set an address first</Heading>
      <p>
        The other device needs a way to find this one. Ask your office for its signalling address.
      </p>
      <AddressForm addresses={[]} onDone={() => {}} />
    </>
  );
}

export function Invite({ id, go }: ScreenProps) {
  const people = useView('people');
  const mine = useView('myDevices');
  if (people === undefined || mine === undefined) {
    return <Heading>Invite someone</Heading>;
  }
  const isForm = id === null || id.startsWith(FOR);
  if (isForm && people.meetingPoints.length === 0) {
    return <AddressFirst go={go} />;
  }
  if (isForm) {
    return <InviteForm people={people} chosen={id === null ? '' : id.slice(FOR.length)} go={go} />;
  }
  const invitation = [...people.invitations, ...mine.invitations].find((each) => each.id === id);
  if (invitation === undefined) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'people', id: null });
          }}
        >
          People and devices
        </BackLink>
        <Heading>Invitation</Heading>
        <EmptyState title="This invitation is no longer open" />
      </>
    );
  }
  return <InvitationPage invitation={invitation} go={go} />;
}
