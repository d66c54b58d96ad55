/** Who is away, until when, and who covers. Why somebody is away is not asked. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, LinkButton } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { readDate } from '@/components/ui/date-parts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary, Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { Select } from '@/components/ui/text-fields';
import { useDraft, useOrder, useView, type DraftValues } from '@/components/use-link';
import type { Person } from '@/lib/domain/people';
import type { AwayView } from '@/lib/session/views';

const QUESTIONS = { person: '', from: '', to: '', coveredBy: '' } as const;
type Question = keyof typeof QUESTIONS;

type Fields = Readonly<Record<Question, string | null>>;

/** The fields of the record, or what is wrong with the answers. */
function readAway(values: DraftValues<Question>): Fields | readonly FieldError[] {
  const from = readDate(values.from, 'First day away');
  const to = readDate(values.to, 'Last day away');
  const errors = [
    ...problem(values.person === '', 'person', 'Choose who is away'),
    ...problem(from.state === 'empty', 'from', 'Enter the first day away'),
    ...(from.state === 'wrong' ? problem(true, 'from', from.why) : []),
    ...problem(to.state === 'empty', 'to', 'Enter the last day away'),
    ...(to.state === 'wrong' ? problem(true, 'to', to.why) : []),
    ...problem(
      from.state === 'day' && to.state === 'day' && to.day < from.day,
      'to',
      'Last day away must be the same as or after the first day',
    ),
    ...problem(
      values.coveredBy !== '' && values.coveredBy === values.person,
      'coveredBy',
      'Choose somebody else to cover',
    ),
  ];
  return errors.length === 0 && from.state === 'day' && to.state === 'day'
    ? {
        person: values.person,
        from: from.day,
        to: to.day,
        coveredBy: values.coveredBy === '' ? null : values.coveredBy,
      }
    : errors;
}

const isFields = (read: Fields | readonly FieldError[]): read is Fields => 'person' in read;

function AwayForm({ people }: { readonly people: readonly Person[] }) {
  const order = useOrder();
  const say = useAnnounce();
  const draft = useDraft('away', QUESTIONS);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const choices = people
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
    .map(({ id, name }) => ({ value: id, text: name }));
  const field = (question: Question) => ({
    id: question,
    value: draft.values[question],
    error: errorOf(errors, question),
    onChange: (value: string) => {
      draft.set(question, value);
    },
  });
  const submit = async () => {
    const read = readAway(draft.values);
    if (!isFields(read)) {
      setErrors(read);
      return;
    }
    const answer = await order('create', { kind: 'away', fields: read });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      draft.clear();
      say('Saved.');
    }
  };
  if (!draft.isReady) return null;
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <SubHeading>Say when somebody is away</SubHeading>
      <p className="app-quiet">
        Why is not asked. Everyone in this notebook sees who is away and who covers.
      </p>
      <Select {...field('person')} label="Who is away" choices={choices} />
      <DateInput {...field('from')} label="First day away" />
      <DateInput {...field('to')} label="Last day away" />
      <Select
        {...field('coveredBy')}
        label="Who covers"
        hint="What waits for the person who is away then shows on their Today."
        empty="Nobody named yet"
        choices={choices}
      />
      <ActionBar>
        <Button>Save</Button>
      </ActionBar>
    </Form>
  );
}

function Rows({ away }: { readonly away: AwayView }) {
  const order = useOrder();
  const say = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  if (away.rows.length === 0) return <p className="app-quiet">Nobody is away.</p>;
  const remove = async (id: AwayView['rows'][number]['record']['id']) => {
    const answer = await order('remove', { kind: 'away', id });
    setErrors(refusal(answer));
    if (answer.state === 'done') say('Removed.');
  };
  return (
    <>
      <ErrorSummary errors={errors} />
      <ul className="app-rows" aria-label="People who are away">
        {away.rows.map(({ record, words }) => (
          <li className="app-rows__row" key={record.id}>
            {words}
            {away.mayChange ? (
              <p className="app-rows__action">
                <LinkButton
                  about={words}
                  onClick={() => {
                    void remove(record.id);
                  }}
                >
                  Remove
                </LinkButton>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

export function AwayPage({ go }: ScreenProps) {
  const away = useView('away');
  const app = useView('app');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'people', id: null });
        }}
      >
        People and devices
      </BackLink>
      <Heading>Who is away</Heading>
      {away === undefined || app?.stage !== 'open' ? null : (
        <>
          <Rows away={away} />
          {away.mayChange ? <AwayForm people={app.people} /> : null}
        </>
      )}
    </>
  );
}
