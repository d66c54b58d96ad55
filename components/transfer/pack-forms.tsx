/** The forms for the pack: how one document stands, and a document to add. */
import type { PartProps } from './part-props';
import { PACK_STATES } from './transfer-words';
import { readDay, useRecordForm, type Checked } from '@/components/secondment/record-form';
import { SmallForm } from '@/components/secondment/small-form';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import { problem } from '@/components/ui/field-error';
import { TextArea, TextInput } from '@/components/ui/text-fields';
import { useOrder } from '@/components/use-link';
import type { PackItem } from '@/lib/domain/transfer';

const HINTS = {
  'not started': '',
  sent: 'It left the YOT.',
  received: 'The receiving worker has it.',
  'not applicable': '',
} as const satisfies Record<PackItem['state'], string>;

export function PackItemForm({
  view,
  notebook,
  back,
  item,
}: PartProps & { readonly item: PackItem }) {
  const order = useOrder();
  const form = useRecordForm(
    `transfer.${item.id}`,
    {
      state: item.state,
      changedOn: typedDay(item.changedOn),
      by: item.by,
      version: item.version,
      reason: item.reason,
    },
    back,
  );
  const { values } = form;
  const isOnWay = values.state === 'sent' || values.state === 'received';
  const check = (): Checked => {
    const by = values.by.trim();
    const reason = values.reason.trim();
    const read = isOnWay
      ? readDay(values.changedOn, 'changedOn', 'Date', `Enter the date it was ${values.state}`)
      : { day: null, errors: [] };
    const errors = [
      ...read.errors,
      ...problem(
        read.day !== null && read.day > notebook.today,
        'changedOn',
        'Date must be today or in the past',
      ),
      ...problem(isOnWay && by === '', 'by', `Enter who ${values.state} it`),
      ...problem(
        values.state === 'not applicable' && reason === '',
        'reason',
        'Enter why it does not apply',
      ),
    ];
    if (errors.length > 0) return { state: 'wrong', errors };
    const fields = {
      transfer: view.record.id,
      title: item.title,
      state: values.state,
      changedOn: isOnWay ? read.day : values.state === 'not applicable' ? notebook.today : null,
      by: isOnWay ? by : '',
      version: values.version.trim(),
      reason: values.state === 'not applicable' ? reason : '',
    };
    return {
      state: 'right',
      send: () => order('change', { kind: 'packItem', id: item.id, fields }),
    };
  };
  return (
    <SmallForm
      form={form}
      heading={item.title}
      caption={`Pack of ${view.record.reference}`}
      check={check}
      back={back}
    >
      <Radios
        {...form.field('state')}
        label="How does it stand?"
        choices={PACK_STATES.map(({ state, word }) => ({
          value: state,
          text: word,
          ...(HINTS[state] === '' ? {} : { hint: HINTS[state] }),
        }))}
      />
      {isOnWay && (
        <>
          <DateInput
            {...form.field('changedOn')}
            label={values.state === 'sent' ? 'When was it sent?' : 'When was it received?'}
          />
          <TextInput
            {...form.field('by')}
            label={values.state === 'sent' ? 'Who sent it' : 'Who received it'}
          />
          <TextInput
            {...form.field('version')}
            label="Version (optional)"
            hint="For example, the date on the document. The document itself is not kept here."
          />
        </>
      )}
      {values.state === 'not applicable' && (
        <TextArea {...form.field('reason')} label="Why does it not apply?" rows={2} />
      )}
    </SmallForm>
  );
}

export function NewPackItemForm({ view, back }: PartProps) {
  const order = useOrder();
  const { record } = view;
  const form = useRecordForm(`transfer.${record.id}.add-item`, { title: '' }, back);
  const check = (): Checked => {
    const title = form.values.title.trim();
    const isThere = view.pack.some((item) => item.title.toLowerCase() === title.toLowerCase());
    const errors = [
      ...problem(title === '', 'title', 'Enter the name of the document'),
      ...problem(title !== '' && isThere, 'title', 'The pack has a document with that name'),
    ];
    return errors.length > 0
      ? { state: 'wrong', errors }
      : {
          state: 'right',
          send: () => order('create', { kind: 'packItem', fields: { transfer: record.id, title } }),
        };
  };
  return (
    <SmallForm
      form={form}
      heading="Add a document to the pack"
      caption={`Pack of ${record.reference}`}
      check={check}
      back={back}
    >
      <TextInput {...form.field('title')} label="Name of the document" />
    </SmallForm>
  );
}
