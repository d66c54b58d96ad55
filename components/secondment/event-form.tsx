/** One form for everything that happens in a secondment: its questions are those of its kind. */
import { AskedQuestions } from './asked-questions';
import { requiredWords } from './answers';
import { readEvent, startValues } from './event-words';
import { onlyChanged, useRecordForm, type Checked } from './record-form';
import { SmallForm } from './small-form';
import { Button } from '@/components/ui/button';
import { Inset } from '@/components/ui/facts';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import { EVENT_KINDS, type EventKind, type SecondmentEvent } from '@/lib/domain/event';
import type { MissingStep, SecondmentView } from '@/lib/session/views';
import { useEffect, useState } from 'react';

/** As many as fit one panel; what can wait comes after them. What is required is always among them. */
const SHOWN_AT_FIRST = 4;

/** The steps of section 9 that are not on file. Nobody is kept from recording the ending. */
export function MissingSteps({ missing }: { readonly missing: readonly MissingStep[] }) {
  return (
    <>
      <p>
        Section 6 asks for all of section 9 before a secondment ends for performance. Not recorded
        here:
      </p>
      <ul className="govuk-list govuk-list--bullet">
        {missing.map(({ duty, title }) => (
          <li key={duty}>{title}</li>
        ))}
      </ul>
    </>
  );
}

/** What has to be known before an answer is given. */
function StepsAsked({ missing }: Pick<SecondmentView, 'missing'>) {
  return missing === null || missing.length === 0 ? null : (
    <Inset>
      <MissingSteps missing={missing} />
      <p>You can record it all the same. Say why under ‘What was decided, and why’.</p>
    </Inset>
  );
}

export function EventForm({
  view,
  kind,
  record,
  back,
  done,
}: {
  readonly view: SecondmentView;
  readonly kind: EventKind;
  /** Null: it is recorded for the first time. */
  readonly record: SecondmentEvent | null;
  readonly back: () => void;
  readonly done: (id: string | null) => void;
}) {
  const order = useOrder();
  const limits = useView('protocol', view.protocol.id)?.text.limits;
  const [opened] = useState(record);
  const [asked, setAsked] = useState<'' | 'by hand' | 'by an error'>('');
  const { name, asks, notHeld, questions } = EVENT_KINDS[kind];
  const secondment = view.record.id;
  const form = useRecordForm(
    `event.${record?.id ?? `${secondment}.${kind}`}`,
    startValues(record),
    ({ id }) => {
      done(id);
    },
  );

  const later = questions.slice(SHOWN_AT_FIRST);
  const hasLater = later.some(({ field }) => form.values[field] !== '');
  const isForPerformance = form.values.endingFor === 'performance';
  const isWhole =
    record !== null || asked !== '' || hasLater || isForPerformance || later.length === 0;
  const [firstLater] = later;
  useEffect(() => {
    // The button that had the focus has gone; after an error the focus belongs to the summary.
    if (asked === 'by hand' && firstLater !== undefined) {
      document.getElementById(firstLater.field)?.focus();
    }
  }, [asked, firstLater]);

  const check = (): Checked => {
    const { fields, errors } = readEvent(kind, form.values, {
      missing: view.missing,
      carryOverDays: limits?.carryOverDays ?? null,
    });
    if (errors.length > 0) {
      // What is wrong has to be there to be put right.
      if (errors.some(({ field }) => later.some((question) => question.field === field))) {
        setAsked('by an error');
      }
      return { state: 'wrong', errors };
    }
    return {
      state: 'right',
      send: () =>
        opened === null
          ? order('create', { kind: 'event', fields: { secondment, kind, ...fields } })
          : order('change', { kind: 'event', id: opened.id, fields: onlyChanged(opened, fields) }),
    };
  };

  return (
    <SmallForm form={form} heading={name} caption={view.title} check={check} back={back}>
      <p>{asks}</p>
      {notHeld !== null && <Inset>{notHeld}</Inset>}
      <p className="app-quiet">
        Needed now: {requiredWords(questions)}. You can add the rest later.
      </p>
      {kind === 'extension' && (
        <p>
          The last day is now {formatDay(view.record.endsOn)}. An extension may reach{' '}
          {formatDay(view.latestEnd)}.
        </p>
      )}
      <AskedQuestions
        questions={isWhole ? questions : questions.slice(0, SHOWN_AT_FIRST)}
        form={form}
        after={isForPerformance ? { endingFor: <StepsAsked missing={view.missing} /> } : {}}
      />
      {!isWhole && (
        <Button
          kind="secondary"
          onClick={() => {
            setAsked('by hand');
          }}
        >
          Show {later.length} more {later.length === 1 ? 'question' : 'questions'}
        </Button>
      )}
    </SmallForm>
  );
}
