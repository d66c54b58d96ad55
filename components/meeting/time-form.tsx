/** Moves a meeting to another day, time or place, or cancels it. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button, LinkButton } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { readDate, typedDay } from '@/components/ui/date-parts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import { formatClock } from '@/lib/domain/calendar';
import { MeetingTime, type Meeting } from '@/lib/domain/meeting';
import { clockFrom, dayOfTime } from './meeting-words';

export function TimeForm({
  meeting,
  caption,
  onDone,
}: {
  readonly meeting: Meeting;
  readonly caption: string;
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const draft = useDraft(`meeting.${meeting.id}.time`, {
    date: typedDay(dayOfTime(meeting.startsAt)),
    time: formatClock(meeting.startsAt.slice(11, 16)),
    place: meeting.place,
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { values, set } = draft;
  const leave = (): void => {
    draft.clear();
    onDone();
  };
  const change = async (fields: Readonly<Record<string, unknown>>): Promise<void> => {
    const answer = await order('change', { kind: 'meeting', id: meeting.id, fields });
    if (answer.state === 'refused') setErrors(refusal(answer));
    else leave();
  };
  const submit = async (): Promise<void> => {
    const date = readDate(values.date, 'Date of the meeting');
    const clock = clockFrom(values.time);
    const startsAt = MeetingTime.safeParse(
      date.state === 'day' ? `${date.day}T${clock ?? ''}` : '',
    ).data;
    const faults = [
      ...(date.state === 'day'
        ? []
        : problem(
            true,
            'date',
            date.state === 'wrong' ? date.why : 'Enter the date of the meeting',
          )),
      ...problem(clock === null, 'time', 'Enter the time it starts, like 2pm or 14:30'),
    ];
    if (faults.length > 0 || startsAt === undefined) setErrors(faults);
    else await change({ startsAt, place: values.place.trim() });
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={caption}>Change date, time or place</Heading>
      <DateInput
        id="date"
        label="Date"
        value={values.date}
        error={errorOf(errors, 'date')}
        onChange={(value) => {
          set('date', value);
        }}
      />
      <TextInput
        id="time"
        label="Time it starts"
        hint="For example, 2pm or 14:30."
        width={10}
        value={values.time}
        error={errorOf(errors, 'time')}
        onChange={(value) => {
          set('time', value);
        }}
      />
      <TextInput
        id="place"
        label="Place (optional)"
        value={values.place}
        onChange={(value) => {
          set('place', value);
        }}
      />
      {meeting.state === 'planned' ? (
        <LinkButton
          onClick={() => {
            void change({ state: 'cancelled' });
          }}
        >
          Cancel this meeting
        </LinkButton>
      ) : null}
      <ActionBar>
        <Button>Save</Button>
        <Button kind="secondary" onClick={leave}>
          Go back
        </Button>
      </ActionBar>
    </Form>
  );
}
