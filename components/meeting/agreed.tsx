/** What was agreed: actions with a tick when done, and decisions. */
import { use, type ComponentProps } from 'react';
import { ReadingOnly } from '@/components/ui/action-bar';
import { LinkButton } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { EmptyState, Tag } from '@/components/ui/facts';
import { SubHeading } from '@/components/ui/heading';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import type { Action, Decision } from '@/lib/domain/meeting';
import type { RecordId } from '@/lib/domain/record';

/** Offered only where the meeting may be changed. */
function ChangeButton(props: ComponentProps<typeof LinkButton>) {
  return use(ReadingOnly) ? null : <LinkButton {...props} />;
}

const actionFacts = ({ ownerName, dueOn, doneOn }: Action): string =>
  [
    ownerName === '' ? 'No one named' : ownerName,
    ...(doneOn !== null
      ? [`done ${formatDay(doneOn)}`]
      : dueOn !== null
        ? [`by ${formatDay(dueOn)}`]
        : []),
  ].join(', ');

export function Actions({
  actions,
  today,
  onTick,
  onChange,
  onAdd,
}: {
  readonly actions: readonly Action[];
  readonly today: CalendarDay;
  readonly onTick: (id: RecordId, isDone: boolean) => void;
  readonly onChange: (id: RecordId) => void;
  readonly onAdd: () => void;
}) {
  const isReadingOnly = use(ReadingOnly);
  return (
    <>
      <SubHeading>Actions ({actions.length})</SubHeading>
      {actions.length === 0 ? (
        <EmptyState title="No actions">
          <ChangeButton onClick={onAdd}>Add an action</ChangeButton>
        </EmptyState>
      ) : (
        <ul className="app-agreed">
          {actions.map((action) => (
            <li className="app-agreed__item" key={action.id}>
              <Checkbox
                id={`action-${action.id}`}
                label={action.text}
                hint={
                  <>
                    {actionFacts(action)}
                    {action.doneOn === null && action.dueOn !== null && action.dueOn < today ? (
                      <>
                        {' '}
                        <Tag colour="red">Overdue</Tag>
                      </>
                    ) : null}
                  </>
                }
                isTicked={action.doneOn !== null}
                isShownOnly={isReadingOnly}
                onChange={(isDone) => {
                  onTick(action.id, isDone);
                }}
              />
              <ChangeButton
                about={action.text}
                onClick={() => {
                  onChange(action.id);
                }}
              >
                Change
              </ChangeButton>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Decisions({
  decisions,
  onChange,
  onAdd,
}: {
  readonly decisions: readonly Decision[];
  readonly onChange: (id: RecordId) => void;
  readonly onAdd: () => void;
}) {
  return (
    <>
      <SubHeading>Decisions ({decisions.length})</SubHeading>
      {decisions.length === 0 ? null : (
        <ul className="app-agreed">
          {decisions.map((decision) => (
            <li className="app-agreed__item" key={decision.id}>
              <p>{decision.text}</p>
              <ChangeButton
                about={decision.text}
                onClick={() => {
                  onChange(decision.id);
                }}
              >
                Change
              </ChangeButton>
            </li>
          ))}
        </ul>
      )}
      {decisions.length === 0 ? (
        <EmptyState title="No decisions">
          <ChangeButton onClick={onAdd}>Add a decision</ChangeButton>
        </EmptyState>
      ) : (
        <ChangeButton onClick={onAdd}>Add a decision</ChangeButton>
      )}
    </>
  );
}
