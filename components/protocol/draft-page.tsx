/** A protocol that is being changed: its parts, each with its form, and the way to publish it or give it up. */
import { useState, type ReactNode } from 'react';
import { CheckDraft } from './check-draft';
import { rowsBySection, sortedIds } from './draft';
import {
  AboutForm,
  LimitsForm,
  LinkForm,
  MeetingForm,
  PartiesForm,
  ReadingForm,
  RoleNamesForm,
} from './draft-forms';
import type { EditProps } from './edit-form';
import { ChangeList } from './protocol-parts';
import { NOT_ATTACHED } from './protocol-words';
import { AddRowForm, RowForm } from './row-form';
import { saveProtocol } from './save-file';
import { useProtocolDraft } from './use-protocol-draft';
import type { ScreenProps } from '@/components/shell/screen';
import { ActionBar } from '@/components/ui/action-bar';
import { BackLink, Button, LinkButton, PlaceLink, type Go } from '@/components/ui/button';
import { Details, EmptyState, SummaryList, Tag, Warning } from '@/components/ui/facts';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import { dueWords } from '@/lib/domain/due-words';
import { MeetingKind } from '@/lib/domain/meeting';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { rowsOf } from '@/lib/domain/protocol';

function PartLink({
  part,
  go,
  children,
}: {
  readonly part: string;
  readonly go: Go;
  readonly children: ReactNode;
}) {
  return (
    <PlaceLink place={{ screen: 'protocol-draft', id: part }} go={go}>
      {children}
    </PlaceLink>
  );
}

function RowLinks({ draft, go }: Pick<EditProps, 'draft' | 'go'>) {
  const { protocol } = draft;
  const changed = new Set(protocol.changes.map(({ row }) => row));
  const rows = rowsOf(protocol).map(([id, row]) => ({ id, row, section: row.section }));
  return rowsBySection(rows).map(([section, those]) => (
    <Details key={section} summary={`Section ${section}: ${those.length}`}>
      <ul className="app-rows" aria-label={`Section ${section}`}>
        {those.map(({ id, row }) => (
          <li className="app-rows__row" key={id}>
            <div className="app-rows__head">
              <PartLink part={`row/${id}`} go={go}>
                {id}: {row.title}
              </PartLink>
              {changed.has(id) ? <Tag colour="blue">Changed</Tag> : null}
            </div>
            <p className="app-quiet">{dueWords(row, protocol.rows)}</p>
          </li>
        ))}
      </ul>
    </Details>
  ));
}

function GiveUp({ name, onGiveUp }: { readonly name: string; readonly onGiveUp: () => void }) {
  const [isAsked, setIsAsked] = useState(false);
  return isAsked ? (
    <>
      <Warning>What you changed in {name} will be lost.</Warning>
      <Button kind="warning" onClick={onGiveUp}>
        Yes, give it up
      </Button>
    </>
  ) : (
    <p>
      <LinkButton
        onClick={() => {
          setIsAsked(true);
        }}
      >
        Give up these changes
      </LinkButton>
    </p>
  );
}

function Overview({
  props,
  onGiveUp,
}: {
  readonly props: EditProps;
  readonly onGiveUp: () => void;
}) {
  const { draft, lines, go } = props;
  const { protocol } = draft;
  const replaced = lines.find(({ line }) => line === protocol.replaces);
  const missingKinds = MeetingKind.options.filter((kind) => protocol.meetings[kind] === undefined);
  const heldKinds = MeetingKind.options.filter((kind) => protocol.meetings[kind] !== undefined);
  const change = (part: string, about: string): ReactNode => (
    <PartLink part={part} go={go}>
      Change<span className="govuk-visually-hidden"> {about}</span>
    </PartLink>
  );
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'protocols', id: null });
        }}
      >
        Protocols
      </BackLink>
      <Heading caption="Being changed, not published">{protocol.name}</Heading>
      <p className="app-break">From {draft.from}. Kept on this device until you publish it.</p>
      <SummaryList
        facts={[
          { key: 'Name', value: protocol.name, action: change('about', 'name, area and date') },
          { key: 'Area', value: protocol.area },
          { key: 'Version', value: String(protocol.version) },
          { key: 'Takes effect', value: formatDay(protocol.takesEffectOn) },
          { key: 'Replaces', value: replaced?.name ?? 'None' },
          {
            key: 'Agreed by',
            value: protocol.parties.join('; '),
            action: change('parties', 'who agreed it'),
          },
        ]}
      />
      <SubHeading>What it asks</SubHeading>
      <RowLinks draft={draft} go={go} />
      <SubHeading>How it is read</SubHeading>
      <ul className="app-menu">
        <li>
          <PartLink part="limits" go={go}>
            Limits
          </PartLink>
        </li>
        <li>
          <PartLink part="roles" go={go}>
            Names of roles
          </PartLink>
        </li>
      </ul>
      <Details summary={`Readings: ${Object.keys(protocol.readings).length}`}>
        <ul className="app-rows" aria-label="Readings">
          {sortedIds(Object.keys(protocol.readings)).map((id) => (
            <li className="app-rows__row" key={id}>
              <PartLink part={`reading/${id}`} go={go}>
                {id}: “{protocol.readings[id]?.words}”
              </PartLink>
            </li>
          ))}
        </ul>
      </Details>
      <Details summary={`Meetings: ${heldKinds.length}`}>
        <ul className="app-rows" aria-label="Meetings">
          {[...heldKinds, ...missingKinds].map((kind) => (
            <li className="app-rows__row" key={kind}>
              <PartLink part={`meeting/${kind}`} go={go}>
                {meetingTitle(kind)}
              </PartLink>
              {protocol.meetings[kind] === undefined ? (
                <p className="app-quiet">Not in this protocol</p>
              ) : null}
            </li>
          ))}
        </ul>
      </Details>
      <Details summary={`Appendices and policies: ${protocol.links.length}`}>
        <ul className="app-rows" aria-label="Appendices and policies">
          {protocol.links.map(({ title, place }, at) => (
            <li className="app-rows__row app-break" key={title}>
              <PartLink part={`link/${at}`} go={go}>
                {title}
              </PartLink>
              <p className="app-quiet">{place === '' ? NOT_ATTACHED : place}</p>
            </li>
          ))}
        </ul>
        <p>
          <PartLink part="link/new" go={go}>
            Add an appendix or policy
          </PartLink>
        </p>
      </Details>
      {protocol.changes.length === 0 ? (
        <p>Nothing is changed yet.</p>
      ) : (
        <Details summary={`Changes so far: ${protocol.changes.length}`}>
          <ChangeList changes={protocol.changes} />
        </Details>
      )}
      <GiveUp name={protocol.name} onGiveUp={onGiveUp} />
      <ActionBar>
        <Button
          onClick={() => {
            go({ screen: 'protocol-draft', id: 'check' });
          }}
        >
          Check and publish
        </Button>
        <Button
          kind="secondary"
          onClick={() => {
            saveProtocol(protocol);
          }}
        >
          Save to a file
        </Button>
      </ActionBar>
    </>
  );
}

/** The form of each part, by the first half of its address. */
const FORMS: Readonly<Record<string, (props: EditProps) => ReactNode>> = {
  about: AboutForm,
  parties: PartiesForm,
  roles: RoleNamesForm,
  limits: LimitsForm,
  reading: ReadingForm,
  meeting: MeetingForm,
  link: LinkForm,
  row: RowForm,
  add: AddRowForm,
};

/** `id` is nothing, `check`, or a part such as `row/S2.3`. */
export function ProtocolDraftPage({ id, go }: ScreenProps) {
  const app = useView('app');
  const all = useView('protocols');
  const { draft, keep, giveUp } = useProtocolDraft();
  if (app?.stage !== 'open' || all === undefined || draft === undefined) return null;
  if (draft === null || !all.mayPublish) {
    return (
      <>
        <BackLink
          onClick={() => {
            go({ screen: 'protocols', id: null });
          }}
        >
          Protocols
        </BackLink>
        <Heading>Change a protocol</Heading>
        <EmptyState title="You are not changing a protocol" />
      </>
    );
  }
  const [part = '', which = ''] = (id ?? '').split('/');
  const props: EditProps = { draft, keep, lines: all.lines, today: app.today, go, which };
  const leave = async () => {
    await giveUp();
    go({ screen: 'protocols', id: null });
  };
  if (part === 'check') return <CheckDraft edit={props} giveUp={giveUp} />;
  const Found = Object.hasOwn(FORMS, part) ? FORMS[part] : undefined;
  return Found === undefined ? (
    <Overview
      props={props}
      onGiveUp={() => {
        void leave();
      }}
    />
  ) : (
    <Found key={id} {...props} />
  );
}
