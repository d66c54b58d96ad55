/** The forms of one row of a protocol: what it asks, of whom and by when; another row like it. */
import { withoutRow, withRow, withRowAdded } from './draft';
import { RoleTicks, tickedRoles } from './draft-forms';
import {
  EditForm,
  keepEdited,
  oneLine,
  textProblems,
  useEdit,
  wrong,
  type EditProps,
} from './edit-form';
import {
  FROM_WORDS,
  isPeriodUnit,
  partsOfPeriod,
  periodOf,
  PERIOD_UNITS,
  type PeriodParts,
} from './protocol-words';
import { tickOf, type Checked } from '@/components/secondment/record-form';
import { PlaceLink } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { EmptyState, Inset } from '@/components/ui/facts';
import type { FieldError } from '@/components/ui/field-error';
import { Heading } from '@/components/ui/heading';
import { Select, TextArea, TextInput, type Choice } from '@/components/ui/text-fields';
import { dueWords } from '@/lib/domain/due-words';
import type { Period } from '@/lib/domain/period';
import { Bound, DueRule, type DutyRow, type Protocol } from '@/lib/domain/protocol';

type DueQuestion =
  | 'bound'
  | 'from'
  | 'count'
  | 'unit'
  | 'side'
  | 'repeatCount'
  | 'repeatUnit'
  | 'graceCount'
  | 'graceUnit';

const NO_PERIOD: PeriodParts = { count: '', unit: 'days', isBefore: false };

const dueStart = ({ due }: DutyRow): Record<DueQuestion, string> => {
  const offset = partsOfPeriod(due.offset);
  const repeat = due.repeat === undefined ? NO_PERIOD : partsOfPeriod(due.repeat);
  const grace = due.grace === undefined ? NO_PERIOD : partsOfPeriod(due.grace);
  return {
    bound: due.bound,
    from: due.from,
    count: offset.count,
    unit: offset.unit,
    side: offset.isBefore ? 'before' : 'after',
    repeatCount: repeat.count,
    repeatUnit: repeat.unit,
    graceCount: grace.count,
    graceUnit: grace.unit,
  };
};

/** Those of which the count matters. */
const DATED: ReadonlySet<string> = new Set(['on_or_before', 'not_before', 'at', 'before', 'after']);

const BOUND_CHOICES: readonly Choice[] = [
  { value: 'on_or_before', text: 'By then at the latest' },
  { value: 'not_before', text: 'Not earlier than then' },
  { value: 'asap', text: 'As soon as it arises' },
  { value: 'standing', text: 'No date: it always holds' },
];

const boundChoices = (row: DutyRow, rows: Protocol['rows']): readonly Choice[] =>
  BOUND_CHOICES.some(({ value }) => value === row.due.bound)
    ? BOUND_CHOICES
    : [{ value: row.due.bound, text: `As now: ${dueWords(row, rows)}` }, ...BOUND_CHOICES];

/** Only days that such a row has. */
const fromChoices = ({ trigger, due }: DutyRow): readonly Choice[] =>
  DueRule.shape.from.options
    .filter((from) => {
      if (from === due.from) return true;
      if (from === 'trigger') return trigger.on !== 'team' && trigger.on !== 'protocol';
      return from === 'start' || from === 'end' || from === 'performance year';
    })
    .map((from) => ({ value: from, text: FROM_WORDS[from] }));

const UNIT_CHOICES: readonly Choice[] = PERIOD_UNITS.map((unit) => ({ value: unit, text: unit }));

interface PeriodRead {
  /** Null where the answer was left empty. */
  readonly period: Period | null;
  readonly errors: readonly FieldError[];
}

const readPeriod = (count: string, unit: string, isBefore: boolean, field: string): PeriodRead => {
  if (count.trim() === '') return { period: null, errors: [] };
  const period = periodOf({ count, unit: isPeriodUnit(unit) ? unit : 'days', isBefore });
  if (period !== null) return { period, errors: [] };
  const isNumber = /^\d{1,4}$/u.test(count.trim());
  const text = isNumber
    ? 'Working days are counted after a day, not before it'
    : 'Enter a whole number';
  return { period: null, errors: [{ field, text }] };
};

interface DueRead {
  readonly due: DueRule;
  readonly errors: readonly FieldError[];
}

/** What the form does not ask for stays as it was. */
const readDue = (before: DueRule, values: Readonly<Record<DueQuestion, string>>): DueRead => {
  const bound = Bound.safeParse(values.bound);
  const from = DueRule.shape.from.safeParse(values.from);
  if (!bound.success || !from.success) return { due: before, errors: [] };
  if (!DATED.has(bound.data)) return { due: { ...before, bound: bound.data }, errors: [] };
  const offset = readPeriod(values.count, values.unit, values.side === 'before', 'count');
  const repeat = readPeriod(values.repeatCount, values.repeatUnit, false, 'repeatCount');
  const grace = readPeriod(values.graceCount, values.graceUnit, false, 'graceCount');
  const errors = [
    ...offset.errors,
    ...(values.count.trim() === '' ? [{ field: 'count', text: 'Enter how long, or 0' }] : []),
    ...repeat.errors,
    ...(Number(values.repeatCount) === 0 && values.repeatCount.trim() !== ''
      ? [{ field: 'repeatCount', text: 'Leave it empty for something that comes once' }]
      : []),
    ...grace.errors,
    ...(Number(values.graceCount) === 0 && values.graceCount.trim() !== ''
      ? [{ field: 'graceCount', text: 'Leave it empty for none' }]
      : []),
  ];
  const { repeat: _repeat, until, grace: _grace, ...rest } = before;
  return {
    due: {
      ...rest,
      bound: bound.data,
      from: from.data,
      offset: offset.period ?? before.offset,
      ...(repeat.period === null
        ? {}
        : { repeat: repeat.period, ...(until === undefined ? {} : { until }) }),
      ...(grace.period === null ? {} : { grace: grace.period }),
    },
    errors,
  };
};

function NoRow({ which }: { readonly which: string }) {
  return (
    <>
      <Heading>{which}</Heading>
      <EmptyState title="This row is not in the protocol" />
    </>
  );
}

function Row({ props, row }: { readonly props: EditProps; readonly row: DutyRow }) {
  const { draft, which, go } = props;
  const { protocol } = draft;
  const form = useEdit(props, `row.${which}`, {
    title: row.title,
    ...dueStart(row),
    who: row.who,
    waitsFor: row.waitsFor.join(','),
    evidence: row.evidence,
    consequence: row.consequence,
    out: '',
    why: '',
  });
  const { values, field } = form;
  const read = readDue(row.due, values);
  const check = (): Checked => {
    if (values.out === 'yes') {
      const errors = textProblems('why', values.why, 'Enter why you leave it out');
      if (errors.length > 0) return wrong(errors);
      const without = withoutRow(protocol, which, oneLine(values.why));
      return { state: 'right', send: () => props.keep({ ...draft, protocol: without }) };
    }
    const waitsFor = tickedRoles(values.waitsFor);
    const errors = [
      ...textProblems('title', values.title, 'Enter a title'),
      ...(row.kind === 'limit' ? [] : read.errors),
      ...textProblems('who', values.who, null),
      ...(waitsFor.length > 6 ? [{ field: 'waitsFor', text: 'Choose 6 at the most' }] : []),
      ...textProblems('evidence', values.evidence, null),
      ...textProblems('consequence', values.consequence, null),
    ];
    if (errors.length > 0) return wrong(errors);
    const next: DutyRow = {
      ...row,
      title: oneLine(values.title),
      due: row.kind === 'limit' ? row.due : read.due,
      who: oneLine(values.who),
      waitsFor,
      evidence: oneLine(values.evidence),
      consequence: oneLine(values.consequence),
    };
    return keepEdited(props, withRow(protocol, which, next), which, values.why);
  };
  return (
    <EditForm edit={props} form={form} heading={`${which}: ${row.title}`} check={check} why="why">
      <TextInput {...field('title')} label="Title" />
      {row.kind === 'limit' ? (
        <p>
          Its length is one of the{' '}
          <PlaceLink place={{ screen: 'protocol-draft', id: 'limits' }} go={go}>
            limits
          </PlaceLink>
          .
        </p>
      ) : (
        <>
          <Select
            {...field('bound')}
            label="How its date counts"
            empty={null}
            choices={boundChoices(row, protocol.rows)}
          />
          {DATED.has(values.bound) ? (
            <>
              <TextInput {...field('count')} label="How long" width={4} inputMode="numeric" />
              <Select {...field('unit')} label="Unit" empty={null} choices={UNIT_CHOICES} />
              <Select
                {...field('side')}
                label="Before or after"
                empty={null}
                choices={[
                  { value: 'after', text: 'After' },
                  { value: 'before', text: 'Before' },
                ]}
              />
              <Select
                {...field('from')}
                label="Counted from"
                empty={null}
                choices={fromChoices(row)}
              />
              <TextInput
                {...field('repeatCount')}
                label="Again every"
                hint="Empty: it comes once."
                width={4}
                inputMode="numeric"
              />
              <Select
                {...field('repeatUnit')}
                label="Unit of the repeat"
                empty={null}
                choices={UNIT_CHOICES}
              />
              <TextInput
                {...field('graceCount')}
                label="Overdue only so much later"
                hint="Empty: overdue the day after."
                width={4}
                inputMode="numeric"
              />
              <Select
                {...field('graceUnit')}
                label="Unit of the delay"
                empty={null}
                choices={UNIT_CHOICES}
              />
            </>
          ) : null}
          {read.errors.length > 0 ? null : (
            <Inset>
              <p>In words: {dueWords({ ...row, due: read.due }, protocol.rows)}</p>
            </Inset>
          )}
          {row.reading === null ? null : (
            <p>
              It rests on{' '}
              <PlaceLink place={{ screen: 'protocol-draft', id: `reading/${row.reading}` }} go={go}>
                reading {row.reading}
              </PlaceLink>
              . If the date changes, change that as well.
            </p>
          )}
        </>
      )}
      <TextInput {...field('who')} label="Who, in words" />
      <RoleTicks {...field('waitsFor')} label="It waits for" props={props} />
      <TextArea {...field('evidence')} label="What proves it" rows={2} />
      <TextArea {...field('consequence')} label="What follows if it is not done" rows={2} />
      <p>
        <PlaceLink place={{ screen: 'protocol-draft', id: `add/${which}` }} go={go}>
          Add another row like this one
        </PlaceLink>
      </p>
      <Checkbox
        {...field('out')}
        {...tickOf(field('out'))}
        label="Leave this row out of the protocol"
      />
    </EditForm>
  );
}

export function RowForm(props: EditProps) {
  const row = props.draft.protocol.rows[props.which];
  return row === undefined ? <NoRow which={props.which} /> : <Row props={props} row={row} />;
}

export function AddRowForm(props: EditProps) {
  const { draft, which, keep } = props;
  const row = draft.protocol.rows[which];
  const form = useEdit(props, `add.${which}`, { title: '', why: '' });
  if (row === undefined) return <NoRow which={which} />;
  const check = (): Checked => {
    const errors = [
      ...textProblems('title', form.values.title, 'Enter a title'),
      ...textProblems('why', form.values.why, 'Enter why you add it'),
    ];
    if (errors.length > 0) return wrong(errors);
    const { protocol } = withRowAdded(
      draft.protocol,
      which,
      oneLine(form.values.title),
      oneLine(form.values.why),
    );
    return { state: 'right', send: () => keep({ ...draft, protocol }) };
  };
  return (
    <EditForm edit={props} form={form} heading="Add a row" check={check} why="why">
      <p>
        It asks the same people by the same rule as “{row.title}”. You can change that afterwards.
      </p>
      <TextInput {...form.field('title')} label="Title" />
    </EditForm>
  );
}
