/** Changes to check: what two people changed apart, and which value is right. */
import { useState } from 'react';
import type { ScreenProps } from '@/components/shell/screen';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Radios } from '@/components/ui/choices';
import { EmptyState } from '@/components/ui/facts';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { Form } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { dayAndTime } from '@/components/ui/time-words';
import { useOrder, useView } from '@/components/use-link';
import { RecordId } from '@/lib/domain/record';
import type { OrderOf } from '@/lib/link/contract';
import type { ChangeToCheck } from '@/lib/session/views';

type KeptKind = OrderOf<'keepValue'>['kind'];

/** `case manager` for `Case manager`; an abbreviation such as CRN stays as it is. */
const withinSentence = (title: string): string =>
  /^[A-Z][a-z]/u.test(title) ? title.slice(0, 1).toLowerCase() + title.slice(1) : title;

/** Every kind but what is written once, or made from other records, can have been changed by two people. */
function isKeptKind(kind: ChangeToCheck['kind']): kind is KeptKind {
  return kind !== 'acceptance' && kind !== 'overview';
}

function Change({
  change,
  onKept,
  go,
}: {
  readonly change: ChangeToCheck;
  readonly onKept: (words: string) => void;
  readonly go: Go;
}) {
  const order = useOrder();
  const name = `value-${change.kind}-${change.id}-${change.field}`;
  const [chosen, setChosen] = useState('');
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const submit = async () => {
    const option = change.options.find((_, index) => String(index) === chosen);
    const id = RecordId.safeParse(change.id);
    if (option === undefined || !id.success || !isKeptKind(change.kind)) {
      setErrors([
        { field: name, text: `Choose which ${withinSentence(change.fieldTitle)} is right` },
      ]);
      return;
    }
    const answer = await order('keepValue', {
      kind: change.kind,
      id: id.data,
      field: change.field,
      // The engine gives each value as JSON.
      value: JSON.parse(option.value),
    });
    setErrors(refusal(answer));
    if (answer.state === 'done') {
      onKept(`You kept ${option.shown}. Everyone can see this and can change it back.`);
    }
  };
  return (
    <li>
      <Form
        errors={errors}
        onSubmit={() => {
          void submit();
        }}
      >
        <SubHeading>Which {withinSentence(change.fieldTitle)} is right?</SubHeading>
        <p>
          <PlaceLink place={change.place} go={go}>
            {change.title}
          </PlaceLink>
        </p>
        <Radios
          id={name}
          label="2 people changed this while offline. Choose which to keep."
          value={chosen}
          error={errorOf(errors, name)}
          onChange={setChosen}
          choices={change.options.map((option, index) => ({
            value: String(index),
            text: option.shown === '' ? 'Nothing' : option.shown,
            hint: `${option.by}, ${dayAndTime(option.at)}`,
          }))}
        />
        <p>
          Until you choose, everyone sees {change.shownNow === '' ? 'nothing' : change.shownNow}.
        </p>
        <Button>Keep this {withinSentence(change.fieldTitle)}</Button>
      </Form>
    </li>
  );
}

export function Changes({ go }: ScreenProps) {
  const changes = useView('changes');
  const say = useAnnounce();
  const [kept, setKept] = useState<string | null>(null);
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Heading>Changes to check</Heading>
      {kept === null ? null : <p>{kept}</p>}
      {changes === undefined ? null : changes.length === 0 ? (
        <EmptyState title="There are no changes to check" />
      ) : (
        <ul className="app-plain">
          {changes.map((change) => (
            <Change
              key={`${change.kind} ${change.id} ${change.field}`}
              change={change}
              go={go}
              onKept={(words) => {
                setKept(words);
                say(words);
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}
