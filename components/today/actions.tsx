/** Open actions of all notebooks: mine, and those of others. */
import type { ScreenProps } from '@/components/shell/screen';
import { BackLink, PlaceLink, type Go } from '@/components/ui/button';
import { dueWords } from '@/components/ui/due';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { ActionRow, ActionsView } from '@/lib/session/views';

const PARTS = [
  { part: 'mine', title: 'Waiting for you', none: 'No action waits for you.' },
  { part: 'others', title: 'Waiting for others', none: 'No action waits for others.' },
] as const satisfies readonly { part: keyof ActionsView; title: string; none: string }[];

/** `Due 24 November 2026, in 3 days.` */
function when({ dueOn, status }: ActionRow): string {
  return dueOn === null || status === null
    ? 'No date'
    : `Due ${formatDay(dueOn)}, ${dueWords(status)}`;
}

function Row({ row, go }: { readonly row: ActionRow; readonly go: Go }) {
  return (
    <li className="app-rows__row">
      <PlaceLink place={row.place} go={go}>
        {row.title}
      </PlaceLink>
      <p className="app-quiet">
        {when(row)}. {row.concerns}. Waiting for {row.waitingFor}
        {row.away === undefined ? '' : `. ${row.away}`}
        {row.notebook === undefined ? '' : `. In ${row.notebook}`}
      </p>
    </li>
  );
}

export function Actions({ go }: ScreenProps) {
  const actions = useView('actions');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Heading>Actions</Heading>
      {actions === undefined
        ? null
        : PARTS.map(({ part, title, none }) => (
            <section key={part} aria-labelledby={`actions-${part}`}>
              <SubHeading id={`actions-${part}`}>{title}</SubHeading>
              {actions[part].length === 0 ? (
                <p className="app-quiet">{none}</p>
              ) : (
                <ul className="app-rows">
                  {actions[part].map((row) => (
                    <Row key={row.key} row={row} go={go} />
                  ))}
                </ul>
              )}
            </section>
          ))}
    </>
  );
}
