/** One version of a protocol: since when, what it differs in, its rows in plain words, and the way to copy or save it. */
import { useState } from 'react';
import { copyOf, nextVersionOf, type ProtocolDraft } from './draft';
import {
  ChangeList,
  Limits,
  Links,
  Meetings,
  meetingKindsOf,
  Readings,
  Sections,
} from './protocol-parts';
import { STATE_WORDS } from './protocol-words';
import { UnderList } from './protocols';
import { saveProtocol } from './save-file';
import { useProtocolDraft } from './use-protocol-draft';
import type { ScreenProps } from '@/components/shell/screen';
import { BackLink, Button, type Go } from '@/components/ui/button';
import { Details, EmptyState, SummaryList, Warning } from '@/components/ui/facts';
import { refusal, type FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES, Role } from '@/lib/domain/people';
import type { ProtocolsView, ProtocolView } from '@/lib/session/views';

function Copying({
  view,
  all,
  today,
  go,
}: {
  readonly view: ProtocolView;
  readonly all: ProtocolsView;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const { draft, keep } = useProtocolDraft();
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  /** What waits until the other draft may be given up. */
  const [waiting, setWaiting] = useState<ProtocolDraft | null>(null);
  const open = () => {
    go({ screen: 'protocol-draft', id: null });
  };
  const begin = async (next: ProtocolDraft) => {
    const answer = await keep(next);
    setErrors(refusal(answer));
    if (answer.state === 'done') open();
  };
  const start = (make: typeof copyOf) => {
    const next = make(view.text, { key: String(Date.now()), lines: all.lines, today });
    if (draft === null) void begin(next);
    else setWaiting(next);
  };
  if (draft === undefined) return null;
  if (waiting !== null && draft !== null) {
    return (
      <>
        <ErrorSummary errors={errors} />
        <Warning>
          You are changing {draft.protocol.name}. Its changes are not published and would be lost.
        </Warning>
        <Button onClick={open}>Go on with {draft.protocol.name}</Button>
        <Button
          kind="warning"
          onClick={() => {
            void begin(waiting);
          }}
        >
          Give it up and copy this one
        </Button>
      </>
    );
  }
  const isOwnNewest = !view.isShipped && view.isNewest;
  return (
    <>
      <ErrorSummary errors={errors} />
      {isOwnNewest ? (
        <Button
          onClick={() => {
            start(nextVersionOf);
          }}
        >
          Change it in a new version
        </Button>
      ) : null}
      <Button
        kind={isOwnNewest ? 'secondary' : 'main'}
        onClick={() => {
          start(copyOf);
        }}
      >
        Copy and edit
      </Button>
    </>
  );
}

function Facts({ view, all }: { readonly view: ProtocolView; readonly all: ProtocolsView }) {
  const { text } = view;
  const line = all.lines.find((one) => one.line === view.line);
  const state = line?.versions.find(({ id }) => id === view.id)?.state;
  const replaced =
    text.replaces === null
      ? null
      : (all.lines.find((one) => one.line === text.replaces)?.name ?? text.replaces);
  return (
    <SummaryList
      facts={[
        { key: 'Version', value: String(view.version) },
        {
          key: state === 'to come' ? 'In force from' : 'In force since',
          value: formatDay(text.takesEffectOn),
        },
        ...(state === undefined ? [] : [{ key: 'Now', value: STATE_WORDS[state] }]),
        { key: 'Area', value: text.area },
        { key: 'Agreed by', value: text.parties.join('; ') },
        {
          key: 'Replaces',
          value: replaced ?? 'Nothing: only for secondments started under it',
        },
      ]}
    />
  );
}

function Page({
  view,
  all,
  today,
  go,
}: {
  readonly view: ProtocolView;
  readonly all: ProtocolsView;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const { text, rows, secondments } = view;
  const duties = rows.filter(({ kind }) => kind === 'duty').length;
  return (
    <>
      <Heading caption={view.isShipped ? 'Comes with the notebook' : 'Your own protocol'}>
        {text.name}
      </Heading>
      <Facts view={view} all={all} />
      <Button
        kind="secondary"
        onClick={() => {
          saveProtocol(text);
        }}
      >
        Save to a file
      </Button>
      {view.mayPublish ? <Copying view={view} all={all} today={today} go={go} /> : null}
      {secondments.length === 0 ? (
        <p>No secondment is under it today.</p>
      ) : (
        <Details summary={`Under it today: ${secondments.length}`}>
          <UnderList secondments={secondments} go={go} />
        </Details>
      )}
      {text.changes.length === 0 ? null : (
        <Details summary={`What differs from the text it was copied from: ${text.changes.length}`}>
          <ChangeList changes={text.changes} />
        </Details>
      )}
      <SubHeading>What it asks</SubHeading>
      <p>
        {rows.length} rows, {duties} of them with somebody to act.
      </p>
      <Sections rows={rows} />
      <SubHeading>How it is read</SubHeading>
      <Details summary={`Readings: ${Object.keys(text.readings).length}`}>
        <Readings readings={text.readings} />
      </Details>
      <Details summary={`Meetings and who attends: ${meetingKindsOf(text).length}`}>
        <Meetings protocol={text} />
      </Details>
      <Details summary="Limits">
        <Limits limits={text.limits} />
      </Details>
      <Details summary="Names of roles">
        <SummaryList
          facts={Role.options.flatMap((role) => {
            const name = text.roleNames[role];
            return name === undefined ? [] : [{ key: ROLE_NAMES[role], value: name }];
          })}
        />
      </Details>
      <Details summary={`Appendices and policies: ${text.links.length}`}>
        <Links links={text.links} />
      </Details>
    </>
  );
}

/** `id` is `<line>.<version>`. */
export function ProtocolPage({ id, go }: ScreenProps) {
  const app = useView('app');
  const all = useView('protocols');
  const view = useView('protocol', id);
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'protocols', id: null });
        }}
      >
        Protocols
      </BackLink>
      {view === null ? (
        <>
          <Heading>Protocol</Heading>
          <EmptyState title="This protocol is not in this notebook" />
        </>
      ) : view === undefined || all === undefined || app?.stage !== 'open' ? null : (
        <Page key={view.id} view={view} all={all} today={app.today} go={go} />
      )}
    </>
  );
}
