/** Adds a transfer: whose it is, when they turn 18, and who works with them. */
import './transfer.scss';
import { AgeSentences } from './age-sentences';
import { EMPTY_TRANSFER, readTransfer } from './new-transfer';
import { useOpenNotebook, type OpenNotebook } from '@/components/secondment/open-notebook';
import { useRecordForm } from '@/components/secondment/record-form';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import { teamsOn } from '@/lib/domain/teams';
import type { ScreenProps } from '@/components/shell/screen';

function TransferForm({ notebook, go }: { readonly notebook: OpenNotebook; readonly go: Go }) {
  const order = useOrder();
  const form = useRecordForm('add-transfer', EMPTY_TRANSFER, ({ id }) => {
    go(id === null ? { screen: 'transfers', id: null } : { screen: 'transfer', id });
  });
  if (!form.isReady) return null;
  return (
    <Form
      errors={form.errors}
      onSubmit={() => {
        form.submit((values) => {
          const read = readTransfer(values, notebook);
          return read.state === 'wrong'
            ? read
            : { state: 'right', send: () => order('addTransfer', read.order) };
        });
      }}
    >
      <TextInput
        {...form.field('reference')}
        label="Reference or initials"
        hint="Use your team’s own reference, like JB-0412. Never a full name."
        width={10}
      />
      <DateInput
        {...form.field('dateOfBirth')}
        label="Date of birth"
        hint="For example, 14 2 2009."
      />
      <AgeSentences typed={form.values.dateOfBirth} today={notebook.today} />
      <Select
        {...form.field('team')}
        label="YOT"
        empty="Choose a YOT"
        choices={teamsOn(notebook.teams, notebook.today)
          .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
          .map((team) => ({ value: team.id, text: team.name }))}
      />
      <TextInput
        {...form.field('crn')}
        label="CRN (optional)"
        hint="1 letter and 6 numbers, like X123456."
        width={10}
        isCode
      />
      <TextInput {...form.field('caseManager')} label="YOT case manager (optional)" />
      <Select
        {...form.field('secondee')}
        label="Seconded probation officer (optional)"
        empty="Not known yet"
        choices={notebook.people
          .filter((person) => person.role === 'secondee')
          .map((person) => ({ value: person.id, text: person.name }))}
      />
      <ActionBar>
        <Button>Add this transfer</Button>
      </ActionBar>
    </Form>
  );
}

export function AddTransfer({ go }: ScreenProps) {
  const notebook = useOpenNotebook();
  if (notebook === null) return null;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'transfers', id: null });
        }}
      >
        Transfers
      </BackLink>
      <Heading>Add a transfer</Heading>
      <TransferForm notebook={notebook} go={go} />
    </>
  );
}
