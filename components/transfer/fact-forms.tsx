/** The facts of a transfer that people may change, grouped into three small forms. */
import type { PartProps } from './part-props';
import { AgeSentences } from './age-sentences';
import { crnErrors, tidyCrn } from './new-transfer';
import {
  readDay,
  useChangeOf,
  useRecordForm,
  type Checked,
} from '@/components/secondment/record-form';
import { SmallForm } from '@/components/secondment/small-form';
import { BackLink, LinkButton, type Go } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import { SummaryList } from '@/components/ui/facts';
import { problem } from '@/components/ui/field-error';
import { Heading } from '@/components/ui/heading';
import { Select, TextArea, TextInput } from '@/components/ui/text-fields';
import { formatDay, yearOf } from '@/lib/domain/calendar';
import { parsePncNumber } from '@/lib/domain/identity-numbers';
import { teamsOn } from '@/lib/domain/teams';
import type { TransferView } from '@/lib/session/views';

export function IdentityForm({ view, notebook, back }: PartProps) {
  const { record } = view;
  const change = useChangeOf('transfer', record);
  const form = useRecordForm(
    `transfer.${record.id}.identity`,
    {
      reference: record.reference,
      dateOfBirth: typedDay(record.dateOfBirth),
      crn: record.crn,
      pncNumber: record.pncNumber,
      youthReference: record.youthReference,
    },
    back,
  );
  const { values } = form;
  const check = (): Checked => {
    const reference = values.reference.trim();
    const birth = readDay(
      values.dateOfBirth,
      'dateOfBirth',
      'Date of birth',
      'Enter the date of birth',
    );
    const pnc = parsePncNumber(values.pncNumber, yearOf(notebook.today));
    const hasPnc = values.pncNumber.trim() !== '';
    const errors = [
      ...problem(reference === '', 'reference', 'Enter a reference or initials'),
      ...birth.errors,
      ...problem(
        birth.day !== null && birth.day >= notebook.today,
        'dateOfBirth',
        'Date of birth must be in the past',
      ),
      ...crnErrors(values.crn),
      ...(hasPnc && pnc.state === 'refused' ? [{ field: 'pncNumber', text: pnc.words }] : []),
    ];
    return errors.length > 0
      ? { state: 'wrong', errors }
      : {
          state: 'right',
          send: () =>
            change({
              reference,
              dateOfBirth: birth.day,
              crn: tidyCrn(values.crn),
              pncNumber: hasPnc && pnc.state === 'ok' ? pnc.value : '',
              youthReference: values.youthReference.trim(),
            }),
        };
  };
  return (
    <SmallForm
      form={form}
      heading="Who is it about?"
      caption={record.reference}
      check={check}
      back={back}
    >
      <TextInput
        {...form.field('reference')}
        label="Reference or initials"
        hint="Never a full name."
        width={10}
      />
      <DateInput {...form.field('dateOfBirth')} label="Date of birth" />
      <AgeSentences typed={values.dateOfBirth} today={notebook.today} />
      <TextInput
        {...form.field('crn')}
        label="CRN"
        hint="1 letter and 6 numbers, like X123456."
        width={10}
        isCode
      />
      <TextInput {...form.field('pncNumber')} label="PNC number" width={20} isCode />
      <TextInput {...form.field('youthReference')} label="Youth system reference" isCode />
    </SmallForm>
  );
}

export function PeopleForm({ view, notebook, back }: PartProps) {
  const { record } = view;
  const change = useChangeOf('transfer', record);
  const form = useRecordForm(
    `transfer.${record.id}.people`,
    {
      team: record.team,
      caseManager: record.caseManager,
      secondee: record.secondee ?? '',
      receivingPdu: record.receivingPdu,
      receivingPractitioner: record.receivingPractitioner,
      allocatedOn: typedDay(record.allocatedOn),
    },
    back,
  );
  const { values } = form;
  const teams = teamsOn(notebook.teams, notebook.today);
  // The team may have merged since: it stays to choose until another is chosen.
  const choices = teams.some(({ id }) => id === view.team.id) ? teams : [view.team, ...teams];
  const check = (): Checked => {
    const allocated = readDay(values.allocatedOn, 'allocatedOn', 'Date allocated', null);
    const errors = [
      ...problem(!choices.some(({ id }) => id === values.team), 'team', 'Select the YOT'),
      ...allocated.errors,
      ...problem(
        allocated.day !== null && allocated.day > notebook.today,
        'allocatedOn',
        'Date allocated must be today or in the past',
      ),
    ];
    return errors.length > 0
      ? { state: 'wrong', errors }
      : {
          state: 'right',
          send: () =>
            change({
              team: values.team,
              caseManager: values.caseManager.trim(),
              secondee: values.secondee === '' ? null : values.secondee,
              receivingPdu: values.receivingPdu.trim(),
              receivingPractitioner: values.receivingPractitioner.trim(),
              allocatedOn: allocated.day,
            }),
        };
  };
  return (
    <SmallForm
      form={form}
      heading="Who works with them?"
      caption={record.reference}
      check={check}
      back={back}
    >
      <Select
        {...form.field('team')}
        label="YOT"
        empty={null}
        choices={choices.map((team) => ({ value: team.id, text: team.name }))}
      />
      <TextInput {...form.field('caseManager')} label="YOT case manager" />
      <Select
        {...form.field('secondee')}
        label="Seconded probation officer"
        empty="Not known yet"
        choices={notebook.people
          .filter((person) => person.role === 'secondee' || person.id === record.secondee)
          .map((person) => ({ value: person.id, text: person.name }))}
      />
      <TextInput {...form.field('receivingPdu')} label="Receiving probation delivery unit (PDU)" />
      <TextInput
        {...form.field('receivingPractitioner')}
        label="Community probation practitioner"
      />
      <DateInput
        {...form.field('allocatedOn')}
        label="When was the practitioner allocated?"
        hint="Leave it empty until it has happened."
      />
    </SmallForm>
  );
}

export function OrderForm({ view, back }: PartProps) {
  const { record } = view;
  const change = useChangeOf('transfer', record);
  const form = useRecordForm(
    `transfer.${record.id}.order`,
    {
      orderType: record.orderType,
      orderEndsOn: typedDay(record.orderEndsOn),
      outstanding: record.outstanding,
    },
    back,
  );
  const { values } = form;
  const check = (): Checked => {
    const ends = readDay(values.orderEndsOn, 'orderEndsOn', 'Date the order ends', null);
    return ends.errors.length > 0
      ? { state: 'wrong', errors: ends.errors }
      : {
          state: 'right',
          send: () =>
            change({
              orderType: values.orderType.trim(),
              orderEndsOn: ends.day,
              outstanding: values.outstanding.trim(),
            }),
        };
  };
  return (
    <SmallForm
      form={form}
      heading="What is the order?"
      caption={record.reference}
      check={check}
      back={back}
    >
      <TextInput
        {...form.field('orderType')}
        label="Type of order"
        hint="For example, youth rehabilitation order."
      />
      <DateInput {...form.field('orderEndsOn')} label="When does the order end?" />
      <TextArea
        {...form.field('outstanding')}
        label="Requirements still to do"
        hint="Keep it short. The official record stays in NDelius and the youth justice system."
      />
    </SmallForm>
  );
}

export function FactList({ view, go }: { readonly view: TransferView; readonly go: Go }) {
  const { record } = view;
  const said = (parts: readonly string[]): string => parts.filter((part) => part !== '').join('. ');
  const facts = [
    {
      part: 'identity',
      key: 'Who it is about',
      value: said([record.reference, `Born ${formatDay(record.dateOfBirth)}`, record.crn]),
    },
    {
      part: 'people',
      key: 'Who works with them',
      value: said([
        view.team.name,
        record.caseManager,
        view.secondee?.name ?? '',
        record.receivingPractitioner,
        record.receivingPdu,
      ]),
    },
    {
      part: 'order',
      key: 'Order',
      value: said([
        record.orderType,
        record.orderEndsOn === null ? '' : `Ends ${formatDay(record.orderEndsOn)}`,
        record.outstanding,
      ]),
    },
  ];
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'transfer', id: record.id });
        }}
      >
        {record.reference}
      </BackLink>
      <Heading caption={record.reference}>Change this transfer</Heading>
      <SummaryList
        facts={facts.map(({ part, key, value }) => ({
          key,
          value,
          action: (
            <LinkButton
              about={key.toLowerCase()}
              onClick={() => {
                go({ screen: 'transfer', id: `${record.id}|${part}` });
              }}
            >
              Change
            </LinkButton>
          ),
        }))}
      />
      <p className="app-quiet">The old value of each fact stays in the history.</p>
    </>
  );
}
