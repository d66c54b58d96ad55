/** Says that the meeting was held, and when. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { Button } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { readDate, typedDay } from '@/components/ui/date-parts';
import { Inset } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { useDraft, useOrder } from '@/components/use-link';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Attendance, Meeting } from '@/lib/domain/meeting';
import { templateOf } from '@/lib/domain/meeting-templates';
import { dayOfTime } from './meeting-words';

const countWords = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

export function HeldForm({
  meeting,
  attendance,
  today,
  caption,
  onDone,
}: {
  readonly meeting: Meeting;
  readonly attendance: readonly Attendance[];
  readonly today: CalendarDay;
  readonly caption: string;
  readonly onDone: () => void;
}) {
  const order = useOrder();
  const draft = useDraft(`meeting.${meeting.id}.held`, {
    heldOn: typedDay(dayOfTime(meeting.startsAt)),
    sensitive: meeting.sensitive === null ? '' : meeting.sensitive ? 'yes' : 'no',
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { values, set } = draft;
  const isTransfer = templateOf(meeting.kind).about === 'transfer';
  const unrecorded = attendance.filter(({ state }) => state === 'expected').length;
  const leave = (): void => {
    draft.clear();
    onDone();
  };
  const submit = async (): Promise<void> => {
    const day = readDate(values.heldOn, 'Date of the meeting');
    if (day.state !== 'day') {
      setErrors(
        problem(
          true,
          'held-on',
          day.state === 'wrong' ? day.why : 'Enter the date the meeting was held',
        ),
      );
      return;
    }
    if (day.day > today) {
      setErrors(
        problem(true, 'held-on', 'The date the meeting was held must be today or in the past'),
      );
      return;
    }
    const sensitive =
      !isTransfer || values.sensitive === ''
        ? null
        : await order('change', {
            kind: 'meeting',
            id: meeting.id,
            fields: { sensitive: values.sensitive === 'yes' },
          });
    const answer =
      sensitive?.state === 'refused'
        ? sensitive
        : await order('finishMeeting', { id: meeting.id, heldOn: day.day });
    if (answer.state === 'refused') setErrors(refusal(answer));
    else leave();
  };
  return (
    <Form
      errors={errors}
      onSubmit={() => {
        void submit();
      }}
    >
      <Heading caption={caption}>Mark as held</Heading>
      {unrecorded === 0 ? null : (
        <Inset>
          <p>
            Attendance is not recorded for {countWords(unrecorded)}. You can still mark the meeting
            as held.
          </p>
        </Inset>
      )}
      <DateInput
        id="held-on"
        label="When was it held?"
        value={values.heldOn}
        error={errorOf(errors, 'held-on') ?? errorOf(errors, 'heldOn')}
        onChange={(value) => {
          set('heldOn', value);
        }}
      />
      {isTransfer ? (
        <Radios
          id="sensitive"
          label="Do the notes hold anything that must not be shared with the person on probation?"
          choices={[
            { value: 'yes', text: 'Yes' },
            { value: 'no', text: 'No' },
          ]}
          value={values.sensitive}
          onChange={(value) => {
            set('sensitive', value);
          }}
        />
      ) : null}
      <ActionBar>
        <Button>Mark as held</Button>
        <Button kind="secondary" onClick={leave}>
          Cancel
        </Button>
      </ActionBar>
    </Form>
  );
}
