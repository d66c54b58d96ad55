/** Books a meeting: what it is about, its kind, when and where. Its people and headings come from its kind. */
import { useState } from 'react';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button } from '@/components/ui/button';
import { DateInput } from '@/components/ui/date-input';
import { readDate } from '@/components/ui/date-parts';
import { Inset } from '@/components/ui/facts';
import { errorOf, problem, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading } from '@/components/ui/heading';
import { Select, TextInput, type Choice } from '@/components/ui/text-fields';
import type { ScreenProps } from '@/components/shell/screen';
import { useDraft, useOrder, useView } from '@/components/use-link';
import { MeetingKind, MeetingTime } from '@/lib/domain/meeting';
import { templateOf, type Seat } from '@/lib/domain/meeting-templates';
import { RecordId } from '@/lib/domain/record';
import type { Place, SecondmentRow, TransferRow } from '@/lib/session/views';
import { clockFrom, kindChoices } from './meeting-words';
import './meeting.scss';

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });
const seatWords = (seats: readonly Seat[]): string => LIST.format(seats.map(({ words }) => words));

/** What the meeting will bring with it. */
function KindNote({ kind }: { readonly kind: MeetingKind }) {
  const { hint, required, whereAppropriate, headings, headingsFrom } = templateOf(kind);
  return (
    <Inset>
      <p>{hint}</p>
      <p>
        <b>Who attends</b> {seatWords(required)}
        {whereAppropriate.length === 0
          ? '.'
          : `. Where appropriate: ${seatWords(whereAppropriate)}.`}
      </p>
      <p>
        <b>{headingsFrom === 'protocol' ? 'Headings' : 'Suggested headings'}</b>{' '}
        {headings.join(' · ')}
      </p>
    </Inset>
  );
}

const choicesFrom = (
  secondments: readonly SecondmentRow[],
  transfers: readonly TransferRow[],
): readonly Choice[] => [
  ...secondments.map(({ id, name, team }) => ({ value: id, text: `${name}, ${team}` })),
  ...transfers.map(({ id, reference, team }) => ({
    value: id,
    text: `Transfer ${reference}, ${team}`,
  })),
];

/** The questions that have to be asked first, with the words for a missing or impossible answer. */
const faultsOf = (
  about: string,
  kind: string,
  date: ReturnType<typeof readDate>,
  clock: string | null,
): readonly FieldError[] => [
  ...problem(about === '', 'about', 'Choose who or what the meeting is about'),
  ...problem(!MeetingKind.safeParse(kind).success, 'kind', 'Choose the kind of meeting'),
  ...(date.state === 'empty'
    ? problem(true, 'date', 'Enter the date of the meeting')
    : date.state === 'wrong'
      ? problem(true, 'date', date.why)
      : []),
  ...problem(clock === null, 'time', 'Enter the time it starts, like 2pm or 14:30'),
];

export function BookMeeting({ id, go }: ScreenProps) {
  const [givenAbout = '', givenKind = ''] = (id ?? '').split('|');
  const order = useOrder();
  const secondments = useView('secondments') ?? [];
  const transfers = useView('transfers')?.rows ?? [];
  const draft = useDraft(`book-meeting.${id ?? ''}`, {
    about: givenAbout,
    kind: givenKind,
    date: '',
    time: '',
    place: '',
  });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { values, set } = draft;

  const about = choicesFrom(secondments, transfers);
  const isTransfer = transfers.some((row) => row.id === values.about);
  const isSecondment = secondments.some((row) => row.id === values.about);
  const kinds = [
    ...(isTransfer ? [] : kindChoices('secondment')),
    ...(isSecondment ? [] : kindChoices('transfer')),
  ];
  const kind = kinds.find(({ value }) => value === values.kind)?.value ?? null;
  const back: Place = isSecondment
    ? { screen: 'secondment', id: values.about }
    : isTransfer
      ? { screen: 'transfer', id: values.about }
      : { screen: 'meetings', id: null };
  const from = givenAbout === '' ? { screen: 'meetings', id: null } : back;

  const submit = async (): Promise<void> => {
    const date = readDate(values.date, 'Date of the meeting');
    const clock = clockFrom(values.time);
    const faults = faultsOf(values.about, kind ?? '', date, clock);
    const startsAt = MeetingTime.safeParse(
      date.state === 'day' ? `${date.day}T${clock ?? ''}` : '',
    ).data;
    const record = RecordId.safeParse(values.about).data;
    if (faults.length > 0 || kind === null || startsAt === undefined || record === undefined) {
      setErrors(faults);
      return;
    }
    const answer = await order('bookMeeting', {
      kind,
      about: record,
      startsAt,
      place: values.place.trim(),
    });
    if (answer.state === 'refused') {
      setErrors(refusal(answer));
      return;
    }
    draft.clear();
    go(answer.id === null ? from : { screen: 'meeting', id: answer.id });
  };

  return (
    <>
      <BackLink
        onClick={() => {
          go(from);
        }}
      >
        Back
      </BackLink>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <Heading>Book a meeting</Heading>
        {givenAbout === '' ? (
          <Select
            id="about"
            label="Who or what is it about?"
            choices={about}
            value={values.about}
            error={errorOf(errors, 'about')}
            onChange={(value) => {
              set('about', value);
            }}
          />
        ) : (
          <p>{about.find(({ value }) => value === givenAbout)?.text ?? ''}</p>
        )}
        <Select
          id="kind"
          label="Kind of meeting"
          choices={kinds}
          value={kind ?? ''}
          error={errorOf(errors, 'kind')}
          onChange={(value) => {
            set('kind', value);
          }}
        />
        {kind === null ? null : <KindNote kind={kind} />}
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
          error={errorOf(errors, 'time') ?? errorOf(errors, 'startsAt')}
          onChange={(value) => {
            set('time', value);
          }}
        />
        <TextInput
          id="place"
          label="Place (optional)"
          hint="A room, or how people join."
          value={values.place}
          error={errorOf(errors, 'place')}
          onChange={(value) => {
            set('place', value);
          }}
        />
        <ActionBar>
          <Button>Book the meeting</Button>
        </ActionBar>
      </Form>
    </>
  );
}
