/** A secondment's screens: the record, and the small forms that change its facts. */
import { EventPage } from './event';
import { EventForm } from './event-form';
import { eventPlace, recordPlace } from './event-list';
import { kindNamed } from './event-words';
import { RecordWhat } from './record-what';
import { SecondmentFacts } from './secondment-facts';
import { SecondmentRecord } from './secondment-record';
import { useOpenNotebook } from './open-notebook';
import { SecondmentSummary } from '@/components/secondment-summary/secondment-summary';
import { BackLink, type Go } from '@/components/ui/button';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { SecondmentView } from '@/lib/session/views';
import type { ScreenProps } from '@/components/shell/screen';

/** `|record` asks what happened, `|record|absence` is the form of a kind. */
function Recording({
  view,
  kind: name,
  go,
}: {
  readonly view: SecondmentView;
  readonly kind: string;
  readonly go: Go;
}) {
  const secondment = view.record.id;
  const kind = kindNamed(name);
  if (kind === null) return <RecordWhat view={view} go={go} />;
  return (
    <EventForm
      key={kind}
      view={view}
      kind={kind}
      record={null}
      back={() => {
        go(recordPlace(secondment));
      }}
      done={(event) => {
        go(
          event === null ? { screen: 'secondment', id: secondment } : eventPlace(secondment, event),
        );
      }}
    />
  );
}

/** `|event|` and its id: what is recorded of it; `|change` behind that: its form. */
function Happened({
  view,
  event,
  part,
  today,
  go,
}: {
  readonly view: SecondmentView;
  readonly event: string;
  readonly part: string;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const row = view.events.find(({ id }) => id === event);
  const back = (): void => {
    go(eventPlace(view.record.id, event));
  };
  if (part === 'change' && row !== undefined) {
    const { record } = row;
    return <EventForm view={view} kind={record.kind} record={record} back={back} done={back} />;
  }
  return <EventPage key={event} view={view} event={event} today={today} go={go} />;
}

/**
 * `id` is the record, then what is shown of it: nothing, `|added`, `|facts` or the name of one fact, `|record` and a
 * kind, `|event` and an id, `|summary` for paper.
 */
export function SecondmentPage({ id, go }: ScreenProps) {
  const [record = '', part = '', which = '', how = ''] = (id ?? '').split('|');
  const view = useView('secondment', record);
  const notebook = useOpenNotebook();
  if (view === undefined || notebook === null) return null;
  if (view === null) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'secondments', id: null });
          }}
        >
          Secondments
        </BackLink>
        <Heading>There is no such secondment</Heading>
        <p>It may have been removed, or it has not reached this device yet.</p>
      </>
    );
  }
  if (part === '' || part === 'added') {
    return (
      <SecondmentRecord
        view={view}
        me={notebook.me}
        today={notebook.today}
        isNew={part === 'added'}
        go={go}
      />
    );
  }
  if (part === 'summary') return <SecondmentSummary id={view.record.id} go={go} />;
  if (part === 'record') return <Recording view={view} kind={which} go={go} />;
  if (part === 'event') {
    return <Happened view={view} event={which} part={how} today={notebook.today} go={go} />;
  }
  // Each form reads its first answers once: another part is another form.
  return <SecondmentFacts key={part} view={view} notebook={notebook} part={part} go={go} />;
}
