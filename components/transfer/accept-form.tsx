/** Accepting responsibility: the words, who signs them with what credentials, and what is still missing. */
import type { PartProps } from './part-props';
import { readDay, tickOf, useRecordForm, type Checked } from '@/components/secondment/record-form';
import { SmallForm } from '@/components/secondment/small-form';
import { Checkbox } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { readDate, typedDay } from '@/components/ui/date-parts';
import { SummaryList } from '@/components/ui/facts';
import { Alert } from '@/components/ui/alert';
import { problem } from '@/components/ui/field-error';
import { TextInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import { ROLE_NAMES } from '@/lib/domain/people';
import type { TransferView } from '@/lib/session/views';

/** What a receiver would miss: documents not received, and the young person's words. */
export function missingFrom({ pack, record }: TransferView): readonly string[] {
  const open = pack.filter(({ state }) => state === 'not started' || state === 'sent');
  return [
    ...open.map(
      ({ title, state }) => `${title}: ${state === 'sent' ? 'sent, not received' : 'not sent'}`,
    ),
    ...(record.ownWords === '' && record.ownWordsMissing === ''
      ? ['What the young person said: not recorded']
      : []),
  ];
}

export function AcceptForm({ view, notebook, back }: PartProps) {
  const order = useOrder();
  const { record } = view;
  const { me } = notebook;
  const form = useRecordForm(
    `transfer.${record.id}.accept`,
    {
      responsibleFrom: typedDay(record.responsibleFrom ?? view.turns18On),
      grade: me.grade,
      qualifications: me.qualifications,
      isSure: '',
    },
    back,
  );
  const { values } = form;
  const read = readDate(values.responsibleFrom, 'Date');
  const from = read.state === 'day' ? formatDay(read.day) : 'the date above';
  const check = (): Checked => {
    const responsible = readDay(
      values.responsibleFrom,
      'responsibleFrom',
      'Date you are responsible from',
      'Enter the date you are responsible from',
    );
    const grade = values.grade.trim();
    const qualifications = values.qualifications.trim();
    const errors = [
      ...responsible.errors,
      ...problem(grade === '', 'grade', 'Enter your grade'),
      ...problem(qualifications === '', 'qualifications', 'Enter your professional qualifications'),
      ...problem(values.isSure !== 'yes', 'isSure', 'Confirm that you accept responsibility'),
    ];
    if (errors.length > 0 || responsible.day === null) return { state: 'wrong', errors };
    const accepted = { id: record.id, responsibleFrom: responsible.day };
    const isSame = grade === me.grade && qualifications === me.qualifications;
    return {
      state: 'right',
      send: async () => {
        // The engine signs what the person's own record says of them: that must be right first.
        const stated = isSame
          ? null
          : await order('change', {
              kind: 'person',
              id: me.id,
              fields: { grade, qualifications },
            });
        return stated?.state === 'refused' ? stated : order('acceptTransfer', accepted);
      },
    };
  };
  const missing = missingFrom(view);
  return (
    <SmallForm
      form={form}
      heading="Accept responsibility"
      caption={record.reference}
      check={check}
      back={back}
      save="Accept and sign"
    >
      {missing.length > 0 && (
        <Alert kind="warning" title="Not everything has reached you">
          <ul className="govuk-list govuk-list--bullet">
            {missing.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        </Alert>
      )}
      <DateInput
        {...form.field('responsibleFrom')}
        label="Responsible from"
        hint="The agreed date. The 18th birthday unless you agreed another day."
      />
      <SummaryList
        facts={[
          { key: 'You sign as', value: me.name },
          { key: 'Role', value: [ROLE_NAMES[me.role], me.jobTitle].filter(Boolean).join(', ') },
          { key: 'Organisation', value: me.organisation },
        ]}
      />
      <TextInput {...form.field('grade')} label="Your grade" />
      <TextInput {...form.field('qualifications')} label="Your professional qualifications" />
      <Checkbox
        id="isSure"
        error={form.field('isSure').error}
        // The words that are signed, as they are signed.
        label={`I accept responsibility from ${from}.`}
        {...tickOf(form.field('isSure'))}
      />
      <p className="app-quiet">
        Your device signs these words with your name, role and qualifications. Nobody can change
        them afterwards.
      </p>
    </SmallForm>
  );
}
