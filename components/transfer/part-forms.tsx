/** The forms for the parts of a transfer: decision, the young person's words, dates, return. */
import type { PartProps } from './part-props';
import { DECISIONS } from './transfer-words';
import {
  readDay,
  useChangeOf,
  useRecordForm,
  type Checked,
} from '@/components/secondment/record-form';
import { SmallForm } from '@/components/secondment/small-form';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import { problem, type FieldError } from '@/components/ui/field-error';
import { TextArea, TextInput } from '@/components/ui/text-fields';
import type { CalendarDay } from '@/lib/domain/calendar';
import { Transfer } from '@/lib/domain/transfer';

/** A date on which something happened: not after today. */
function readPastDay(
  typed: string,
  field: string,
  name: string,
  today: CalendarDay,
  missing: string | null = null,
) {
  const read = readDay(typed, field, name, missing);
  return {
    day: read.day,
    errors: [
      ...read.errors,
      ...problem(
        read.day !== null && read.day > today,
        field,
        `${name} must be today or in the past`,
      ),
    ],
  };
}

function useChange({ view }: PartProps) {
  const send = useChangeOf('transfer', view.record);
  return (errors: readonly FieldError[], fields: Record<string, unknown>): Checked =>
    errors.length > 0
      ? { state: 'wrong', errors }
      : {
          state: 'right',
          send: () => send(fields),
        };
}

export function DecisionForm(props: PartProps) {
  const { view, notebook, back } = props;
  const { record } = view;
  const change = useChange(props);
  const form = useRecordForm(
    `transfer.${record.id}.decision`,
    {
      decision: record.decision === 'not decided' ? '' : record.decision,
      decisionReason: record.decisionReason,
      decidedByYouth: record.decidedByYouth,
      decidedByProbation: record.decidedByProbation,
      decidedOn: typedDay(record.decidedOn),
      route: record.route,
    },
    back,
  );
  const check = (): Checked => {
    const { values } = form;
    const decision = Transfer.shape.decision.safeParse(values.decision);
    if (values.decision === '' || !decision.success) {
      return change(problem(true, 'decision', 'Select what was decided'), {});
    }
    if (values.decision === 'not decided') {
      return change([], { decision: 'not decided', decidedOn: null });
    }
    const decided = readPastDay(
      values.decidedOn,
      'decidedOn',
      'Date of the decision',
      notebook.today,
      'Enter the date of the decision',
    );
    const text = {
      decisionReason: values.decisionReason.trim(),
      decidedByYouth: values.decidedByYouth.trim(),
      decidedByProbation: values.decidedByProbation.trim(),
    };
    const errors = [
      ...problem(text.decisionReason === '', 'decisionReason', 'Enter the reason'),
      ...problem(
        text.decidedByYouth === '',
        'decidedByYouth',
        'Enter who decided for the youth service',
      ),
      ...problem(
        text.decidedByProbation === '',
        'decidedByProbation',
        'Enter who decided for Probation',
      ),
      ...decided.errors,
    ];
    return change(errors, {
      decision: values.decision,
      ...text,
      decidedOn: decided.day,
      route: values.route,
    });
  };
  return (
    <SmallForm
      form={form}
      heading="What was decided?"
      caption={record.reference}
      check={check}
      back={back}
    >
      <Radios
        {...form.field('decision')}
        label="Decision"
        choices={DECISIONS.map(({ decision, word, hint }) => ({
          value: decision,
          text: word,
          ...(hint === '' ? {} : { hint }),
        }))}
      />
      {form.values.decision !== 'not decided' && (
        <>
          <TextArea {...form.field('decisionReason')} label="Reason" rows={3} />
          <TextInput
            {...form.field('decidedByYouth')}
            label="Who decided for the youth service"
            hint="Name and role."
          />
          <TextInput
            {...form.field('decidedByProbation')}
            label="Who decided for Probation"
            hint="Name and role."
          />
          <DateInput {...form.field('decidedOn')} label="Date of the decision" />
          <Radios
            {...form.field('route')}
            label="Route"
            choices={[
              { value: 'standard', text: 'Standard' },
              {
                value: 'enhanced',
                text: 'Enhanced',
                hint: 'For a long history or complex needs, with more shared work.',
              },
            ]}
          />
        </>
      )}
    </SmallForm>
  );
}

export function WordsForm(props: PartProps) {
  const { view, notebook, back } = props;
  const { record } = view;
  const change = useChange(props);
  const form = useRecordForm(
    `transfer.${record.id}.words`,
    {
      ownWords: record.ownWords,
      ownWordsMissing: record.ownWordsMissing,
      toldOn: typedDay(record.toldOn),
      toldBy: record.toldBy,
    },
    back,
  );
  const check = (): Checked => {
    const { values } = form;
    const ownWords = values.ownWords.trim();
    const ownWordsMissing = values.ownWordsMissing.trim();
    const told = readPastDay(values.toldOn, 'toldOn', 'Date they were told', notebook.today);
    return change(
      [
        ...problem(
          ownWords === '' && ownWordsMissing === '' && told.day === null,
          'ownWords',
          'Enter what the young person said, or why it is not recorded',
        ),
        ...told.errors,
      ],
      { ownWords, ownWordsMissing, toldOn: told.day, toldBy: values.toldBy.trim() },
    );
  };
  return (
    <SmallForm
      form={form}
      heading="What did the young person say?"
      caption={record.reference}
      check={check}
      back={back}
    >
      <TextArea
        {...form.field('ownWords')}
        label="In their own words"
        hint="What they think of the move, what worries them, what they ask."
        rows={5}
      />
      <TextArea
        {...form.field('ownWordsMissing')}
        label="If they said nothing, why?"
        hint="For example, they did not want to answer."
        rows={2}
      />
      <DateInput {...form.field('toldOn')} label="When were they told about the transfer?" />
      <TextInput {...form.field('toldBy')} label="Who told them, and how" />
    </SmallForm>
  );
}

export function DatesForm(props: PartProps) {
  const { view, notebook, back } = props;
  const { record } = view;
  const change = useChange(props);
  const form = useRecordForm(
    `transfer.${record.id}.dates`,
    {
      identifiedOn: typedDay(record.identifiedOn),
      notifiedOn: typedDay(record.notifiedOn),
      introducedOn: typedDay(record.introducedOn),
      handoverOn: typedDay(record.handoverOn),
      responsibleFrom: typedDay(record.responsibleFrom),
      reviewedOn: typedDay(record.reviewedOn),
    },
    back,
  );
  const check = (): Checked => {
    const { values } = form;
    const { today } = notebook;
    const identified = readPastDay(values.identifiedOn, 'identifiedOn', 'Date identified', today);
    const notified = readPastDay(values.notifiedOn, 'notifiedOn', 'Date Probation was told', today);
    const introduced = readPastDay(
      values.introducedOn,
      'introducedOn',
      'Date of introduction',
      today,
    );
    const handover = readPastDay(values.handoverOn, 'handoverOn', 'Date of handover', today);
    const responsible = readDay(
      values.responsibleFrom,
      'responsibleFrom',
      'Date Probation is responsible from',
      null,
    );
    const reviewed = readPastDay(values.reviewedOn, 'reviewedOn', 'Date of review', today);
    return change(
      [identified, notified, introduced, handover, responsible, reviewed].flatMap(
        ({ errors }) => errors,
      ),
      {
        identifiedOn: identified.day,
        notifiedOn: notified.day,
        introducedOn: introduced.day,
        handoverOn: handover.day,
        responsibleFrom: responsible.day,
        reviewedOn: reviewed.day,
      },
    );
  };
  return (
    <SmallForm
      form={form}
      heading="Dates of this transfer"
      caption={record.reference}
      check={check}
      back={back}
    >
      <p>Leave a date empty until it has happened.</p>
      <DateInput {...form.field('identifiedOn')} label="Identified for transfer" />
      <DateInput {...form.field('notifiedOn')} label="Probation told" />
      <DateInput
        {...form.field('introducedOn')}
        label="Introduced to the new worker"
        hint="The young person with their present and their new worker."
      />
      <DateInput {...form.field('handoverOn')} label="Handover meeting held" />
      <DateInput
        {...form.field('responsibleFrom')}
        label="Probation responsible from"
        hint="As agreed. The 18th birthday unless you agree another day."
      />
      <DateInput {...form.field('reviewedOn')} label="Transfer reviewed" />
    </SmallForm>
  );
}

export function ReturnForm(props: PartProps) {
  const { view, back } = props;
  const { record } = view;
  const change = useChange(props);
  const form = useRecordForm(
    `transfer.${record.id}.return`,
    { returnedReason: record.returnedReason },
    back,
  );
  const check = (): Checked => {
    const returnedReason = form.values.returnedReason.trim();
    return change(
      problem(
        returnedReason === '' && record.returnedReason === '',
        'returnedReason',
        'Enter why, and what is missing',
      ),
      { returnedReason },
    );
  };
  return (
    <SmallForm
      form={form}
      heading="Return to the YOT"
      caption={record.reference}
      check={check}
      back={back}
    >
      <p>The dates keep running. The YOT sees the reason.</p>
      <TextArea {...form.field('returnedReason')} label="Why, and what is missing" />
    </SmallForm>
  );
}
