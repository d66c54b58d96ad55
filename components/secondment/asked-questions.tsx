/** Draws questions that are data: one field for each, by the form of its answer. */
import type { Asked } from './answers';
import type { RecordForm } from './record-form';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { Fragment, type ReactNode } from 'react';
import { Select, TextArea, TextInput } from '@/components/ui/text-fields';

/** More than so many are a list to choose from. */
const MOST_RADIOS = 7;

function AskedQuestion<Field extends string>({
  question: { field, label, hint, isRequired, form: answer, options },
  form,
}: {
  readonly question: Asked<Field>;
  readonly form: RecordForm<Field>;
}) {
  const props = { ...form.field(field), label, ...(hint === '' ? {} : { hint }) };
  switch (answer) {
    case 'day':
      return <DateInput {...props} />;
    case 'words':
      return <TextArea {...props} rows={3} />;
    case 'line':
      return <TextInput {...props} />;
    case 'number':
      return <TextInput {...props} inputMode="numeric" width={4} />;
    case 'choice':
      return options.length > MOST_RADIOS ? (
        <Select {...props} choices={options} empty="Not recorded" />
      ) : (
        <Radios
          {...props}
          choices={[...options, ...(isRequired ? [] : [{ value: '', text: 'Not recorded yet' }])]}
        />
      );
  }
}

export function AskedQuestions<Field extends string>({
  questions,
  form,
  after,
}: {
  readonly questions: readonly Asked<Field>[];
  readonly form: RecordForm<Field>;
  /** What stands below a question because of its answer. */
  readonly after?: { readonly [Name in Field]?: ReactNode };
}) {
  return questions.map((question) => (
    <Fragment key={question.field}>
      <AskedQuestion question={question} form={form} />
      {after?.[question.field]}
    </Fragment>
  ));
}
