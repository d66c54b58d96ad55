/** Monthly sickness returns of all my officers: a month with nobody absent is one tap. */
import './secondment.scss';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, PlaceLink, type Go } from '@/components/ui/button';
import { Checkboxes } from '@/components/ui/choices';
import { dueWords } from '@/components/ui/due';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { RecordId } from '@/lib/domain/record';
import type { ReturnsView } from '@/lib/session/views';
import { useState } from 'react';

type Month = ReturnsView['months'][number];

const RETURNS_PLACE = { screen: 'secondments', id: 'returns' } as const;

const officers = (count: number): string => (count === 1 ? '1 officer' : `${count} officers`);

function useNilReturns(): {
  readonly errors: readonly FieldError[];
  readonly said: string;
  readonly send: (month: string, secondments: readonly string[]) => void;
} {
  const order = useOrder();
  const announce = useAnnounce();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [said, setSaid] = useState('');
  async function give(month: string, secondments: readonly string[]): Promise<void> {
    const ids = secondments.map((id) => RecordId.parse(id));
    const answer = await order('nilReturns', { month, secondments: ids });
    setErrors(refusal(answer));
    if (answer.state === 'refused') return;
    const words = `Nil return recorded for ${officers(Number(answer.value ?? ids.length))}.`;
    setSaid(words);
    announce(words);
  }
  return {
    errors,
    said,
    send: (month, secondments) => {
      void give(month, secondments);
    },
  };
}

function ReturnMonth({
  month: { month, title, rows },
  send,
}: {
  readonly month: Month;
  readonly send: (month: string, secondments: readonly string[]) => void;
}) {
  // Whoever was absent by what is recorded here is not ticked to begin with.
  const [left, setLeft] = useState<readonly string[]>(() =>
    rows.filter(({ wasAbsent }) => wasAbsent).map(({ secondment }) => secondment),
  );
  const ticked = rows.map(({ secondment }) => secondment).filter((id) => !left.includes(id));
  return (
    <section aria-label={title}>
      <SubHeading>{title}</SubHeading>
      <Checkboxes
        id={`returns-${month}`}
        label="Officers with no absence"
        hint="Take the tick away from anyone who was absent, and record the absence."
        ticked={ticked}
        onChange={(next) => {
          setLeft(rows.map(({ secondment }) => secondment).filter((id) => !next.includes(id)));
        }}
        choices={rows.map(({ secondment, name, team, status, wasAbsent }) => ({
          value: secondment,
          text: name,
          hint: `${team}, ${dueWords(status)}${wasAbsent ? '. An absence is recorded' : ''}`,
        }))}
      />
      {ticked.length > 0 && (
        <Button
          kind="secondary"
          about={title}
          onClick={() => {
            send(month, ticked);
          }}
        >
          Nil return for {officers(ticked.length)}
        </Button>
      )}
    </section>
  );
}

export function NilReturns({ go }: { readonly go: Go }) {
  const returns = useView('returns');
  const { errors, said, send } = useNilReturns();
  if (returns === undefined) return null;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondments', id: null });
        }}
      >
        Secondments
      </BackLink>
      <Heading>Monthly sickness returns</Heading>
      <ErrorSummary errors={errors} />
      {said !== '' && <p className="app-undo">{said}</p>}
      {returns.months.length === 0 ? (
        <p>No return is waiting for you.</p>
      ) : (
        <>
          <p className="app-quiet">
            Section 7. A nil return counts. Reasons for sickness are not written here: they stay
            with Human Resources.
          </p>
          {returns.months.map((month) => (
            <ReturnMonth key={month.month} month={month} send={send} />
          ))}
        </>
      )}
    </>
  );
}

/** On the list of secondments: the oldest month that waits, with its one tap. Nothing where none waits. */
export function ReturnsWaiting({ go }: { readonly go: Go }) {
  const returns = useView('returns');
  const { errors, said, send } = useNilReturns();
  const [oldest, ...others] = returns?.months ?? [];
  if (oldest === undefined) return said === '' ? null : <p className="app-undo">{said}</p>;
  const { month, title, rows } = oldest;
  const present = rows.filter(({ wasAbsent }) => !wasAbsent);
  return (
    <section aria-labelledby="returns-waiting">
      <SubHeading id="returns-waiting">Sickness returns to record</SubHeading>
      <ErrorSummary errors={errors} />
      {said !== '' && <p className="app-undo">{said}</p>}
      <p>
        {title}: {rows.map(({ name }) => name).join(', ')}.{' '}
        <PlaceLink place={RETURNS_PLACE} go={go}>
          {others.length === 0
            ? 'Someone was absent'
            : `Someone was absent, or another month (${others.length} more)`}
        </PlaceLink>
      </p>
      {present.length < rows.length && (
        <p className="app-quiet">
          An absence is recorded for{' '}
          {rows
            .filter(({ wasAbsent }) => wasAbsent)
            .map(({ name }) => name)
            .join(', ')}
          .
        </p>
      )}
      {present.length > 0 && (
        <Button
          kind="secondary"
          about={title}
          onClick={() => {
            send(
              month,
              present.map(({ secondment }) => secondment),
            );
          }}
        >
          Nil return for {officers(present.length)}
        </Button>
      )}
    </section>
  );
}
