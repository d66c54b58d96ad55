/** The agenda: what was discussed, a way to write under each heading, and further headings. */
import { use, useState } from 'react';
import { ReadingOnly } from '@/components/ui/action-bar';
import { LinkButton } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { Details } from '@/components/ui/facts';
import { errorOf, refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { TextInput } from '@/components/ui/text-fields';
import { useDraft, useOrder } from '@/components/use-link';
import type { AgendaItem } from '@/lib/domain/meeting';
import type { RecordId } from '@/lib/domain/record';
import { countWords } from './meeting-words';

/** In the order of their places; two people may have chosen the same one, then the id decides. */
const inOrder = (agenda: readonly AgendaItem[]): readonly AgendaItem[] =>
  agenda.toSorted((one, other) => one.place - other.place || (one.id < other.id ? -1 : 1));

export function Agenda({
  meeting,
  agenda,
  onWrite,
}: {
  readonly meeting: RecordId;
  readonly agenda: readonly AgendaItem[];
  /** Null while the notes cannot be written in. */
  readonly onWrite: ((heading: string) => void) | null;
}) {
  const order = useOrder();
  const isReadingOnly = use(ReadingOnly);
  const draft = useDraft(`meeting.${meeting}.heading`, { heading: '' });
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const items = inOrder(agenda);
  const tick = async (id: RecordId, discussed: boolean): Promise<void> => {
    setErrors(refusal(await order('change', { kind: 'agendaItem', id, fields: { discussed } })));
  };
  const add = async (): Promise<void> => {
    const heading = draft.values.heading.trim();
    if (heading === '') {
      setErrors([{ field: 'new-heading', text: 'Enter a heading' }]);
      return;
    }
    const place = Math.min(10_000, 1 + Math.max(0, ...agenda.map((item) => item.place)));
    const answer = await order('create', {
      kind: 'agendaItem',
      fields: { meeting, place, heading },
    });
    setErrors(refusal(answer));
    if (answer.state === 'done') draft.clear();
  };
  const discussed = agenda.filter((item) => item.discussed).length;
  return (
    <Details
      summary={`Agenda: ${countWords(discussed, agenda.length, agenda.length === 1 ? 'heading discussed' : 'headings discussed')}`}
    >
      <ErrorSummary errors={errors} />
      <ul className="app-agenda" aria-label="Agenda, ticked when discussed">
        {items.map((item, index) => (
          <li className="app-agenda__item" key={item.id}>
            <Checkbox
              id={`agenda-${item.id}`}
              label={`${index + 1}. ${item.heading}`}
              isTicked={item.discussed}
              isShownOnly={isReadingOnly}
              onChange={(isTicked) => {
                void tick(item.id, isTicked);
              }}
            />
            {onWrite === null ? null : (
              <LinkButton
                about={`notes under ${item.heading}`}
                onClick={() => {
                  onWrite(item.heading);
                }}
              >
                Write
              </LinkButton>
            )}
          </li>
        ))}
      </ul>
      {isReadingOnly ? null : (
        <form
          className="app-agenda__new"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <TextInput
            id="new-heading"
            label="Another heading"
            value={draft.values.heading}
            error={errorOf(errors, 'new-heading')}
            onChange={(value) => {
              draft.set('heading', value);
            }}
          />
          <button type="submit" className="govuk-button govuk-button--secondary">
            Add heading
          </button>
        </form>
      )}
    </Details>
  );
}
