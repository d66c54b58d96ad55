/** The text for NDelius, and the stamp that says when someone copied it there: the official record is not here. */
import { decisionWord, ndeliusText, packSentence } from './transfer-words';
import { Button, LinkButton } from '@/components/ui/button';
import { CopyText, Details } from '@/components/ui/facts';
import { ErrorSummary } from '@/components/ui/form';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { useOrder } from '@/components/use-link';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import type { TransferView } from '@/lib/session/views';
import { useState } from 'react';

function factsFor(
  view: TransferView,
): readonly { readonly title: string; readonly words: string }[] {
  const { record, acceptance } = view;
  const dated = (title: string, day: CalendarDay | null) =>
    day === null ? [] : [{ title, words: formatDay(day) }];
  return [
    { title: 'Turns 18', words: formatDay(view.turns18On) },
    {
      title: 'Decision',
      words:
        record.decidedOn === null
          ? decisionWord(record.decision)
          : `${decisionWord(record.decision)}, ${formatDay(record.decidedOn)}`,
    },
    { title: 'Pack', words: packSentence(view.pack) },
    ...dated('Introduced', record.introducedOn),
    ...dated('Handover meeting', record.handoverOn),
    ...(acceptance === null
      ? []
      : [
          {
            title: 'Accepted',
            words: `${acceptance.statement} ${acceptance.name}, ${acceptance.role}, ${formatDay(acceptance.signedOn)}`,
          },
        ]),
  ];
}

export function NdeliusStamp({
  view,
  today,
}: {
  readonly view: TransferView;
  readonly today: CalendarDay;
}) {
  const order = useOrder();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const { record } = view;

  async function stamp(on: CalendarDay | null): Promise<void> {
    setErrors(
      refusal(
        await order('change', {
          kind: 'transfer',
          id: record.id,
          fields: { copiedToNdeliusOn: on },
        }),
      ),
    );
  }

  return (
    <>
      <ErrorSummary errors={errors} />
      {record.copiedToNdeliusOn === null ? (
        <p>Not copied into NDelius yet.</p>
      ) : (
        <p>
          Copied into NDelius on {formatDay(record.copiedToNdeliusOn)}.{' '}
          <LinkButton
            onClick={() => {
              void stamp(null);
            }}
          >
            It was not copied
          </LinkButton>
        </p>
      )}
      <Details summary="Copy for NDelius">
        <CopyText text={ndeliusText(record, factsFor(view))} label="Text for NDelius" />
        <p className="app-quiet">
          Without what the young person said and without the reason for the decision: add those in
          NDelius where they belong.
        </p>
        <Button
          kind="secondary"
          onClick={() => {
            void stamp(today);
          }}
        >
          I have copied this into NDelius
        </Button>
      </Details>
    </>
  );
}
