/** The protocols that this notebook knows, which secondments go by each, and the way to change one. */
import { STATE_WORDS } from './protocol-words';
import { useProtocolDraft } from './use-protocol-draft';
import type { ScreenProps } from '@/components/shell/screen';
import { Alert } from '@/components/ui/alert';
import { BackLink, PlaceLink, type Go } from '@/components/ui/button';
import { Details, Tag } from '@/components/ui/facts';
import { Heading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { ProtocolLineView, ProtocolVersionView, UnderProtocol } from '@/lib/session/views';

const secondmentsWords = (count: number): string =>
  count === 1 ? '1 secondment' : `${count} secondments`;

export function UnderList({
  secondments,
  go,
}: {
  readonly secondments: readonly UnderProtocol[];
  readonly go: Go;
}) {
  return (
    <ul className="app-plain">
      {secondments.map(({ id, title, team }) => (
        <li key={id}>
          <PlaceLink place={{ screen: 'secondment', id }} go={go}>
            {title}, {team}
          </PlaceLink>
        </li>
      ))}
    </ul>
  );
}

const versionWords = ({ version, takesEffectOn, state }: ProtocolVersionView): string =>
  `Version ${version}, ${state === 'to come' ? 'from' : 'since'} ${formatDay(takesEffectOn)}`;

function Line({
  line,
  lines,
  go,
}: {
  readonly line: ProtocolLineView;
  readonly lines: readonly ProtocolLineView[];
  readonly go: Go;
}) {
  const nameOf = (id: string): string => lines.find((one) => one.line === id)?.name ?? id;
  const [newest] = line.versions;
  const shown = line.versions.find(({ state }) => state === 'in force') ?? newest;
  if (shown === undefined) return null;
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <PlaceLink place={{ screen: 'protocol', id: shown.id }} go={go}>
          {line.name}
        </PlaceLink>
        <Tag colour={shown.state === 'in force' ? 'green' : 'grey'}>{STATE_WORDS[shown.state]}</Tag>
      </div>
      <p className="app-quiet">
        {versionWords(shown)}. {line.isShipped ? 'Comes with the notebook' : 'Your own'}
        {line.area === '' ? '' : `, ${line.area}`}.
      </p>
      {line.replaces === null ? null : <p>Replaces {nameOf(line.replaces)}.</p>}
      {line.replacedBy.map((id) => (
        <p key={id}>Its secondments go on under {nameOf(id)} from the day it takes effect.</p>
      ))}
      {line.versions
        .filter((one) => one !== shown)
        .map((one) => (
          <p className="app-rows__action" key={one.id}>
            <PlaceLink place={{ screen: 'protocol', id: one.id }} go={go}>
              {versionWords(one)}
              <span className="govuk-visually-hidden"> of {line.name}</span>
            </PlaceLink>{' '}
            ({STATE_WORDS[one.state].toLowerCase()})
          </p>
        ))}
      {line.secondments.length === 0 ? (
        <p>No secondment here was started under it.</p>
      ) : (
        <Details summary={`${secondmentsWords(line.secondments.length)} started under it`}>
          <UnderList secondments={line.secondments} go={go} />
        </Details>
      )}
    </li>
  );
}

/** The way back to a protocol that is being changed. */
function DraftNotice({ go }: { readonly go: Go }) {
  const { draft } = useProtocolDraft();
  if (draft === null || draft === undefined) return null;
  return (
    <Alert title="You are changing a protocol">
      <p>
        <PlaceLink place={{ screen: 'protocol-draft', id: null }} go={go}>
          Go on with {draft.protocol.name}
        </PlaceLink>
      </p>
    </Alert>
  );
}

export function Protocols({ go }: ScreenProps) {
  const view = useView('protocols');
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'more', id: null });
        }}
      >
        More
      </BackLink>
      <Heading>Protocols</Heading>
      <p>
        A protocol says what is asked for in a secondment, by when and of whom. Every due date comes
        from one of these.
      </p>
      {view === undefined ? null : (
        <>
          {view.mayPublish ? <DraftNotice go={go} /> : null}
          <ul className="app-rows" aria-label="Protocols">
            {view.lines.map((line) => (
              <Line key={line.line} line={line} lines={view.lines} go={go} />
            ))}
          </ul>
          {view.mayPublish ? (
            <>
              <p>To change a protocol, open it and copy it.</p>
              <p>
                <PlaceLink place={{ screen: 'protocol-file', id: null }} go={go}>
                  Read a protocol from a file
                </PlaceLink>
              </p>
            </>
          ) : (
            <p>Those who can invite and remove people may copy a protocol and change the copy.</p>
          )}
        </>
      )}
    </>
  );
}
