/** The parts of a protocol at rest: rows by section, readings, meetings, limits, links, and what was changed. */
import { rowsBySection, roleName, sortedIds } from './draft';
import { KIND_WORDS, LIMITS, limitWords, NOT_ATTACHED } from './protocol-words';
import { isSafeAddress } from '@/components/meeting/note-address';
import { Details, SummaryList, Tag } from '@/components/ui/facts';
import { MeetingKind } from '@/lib/domain/meeting';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import type { Protocol } from '@/lib/domain/protocol';
import type { ProtocolRowView } from '@/lib/session/views';

type ChangeWords = ProtocolRowView['changes'][number];

function WasIs({ was, is, why }: ChangeWords) {
  return (
    <>
      <p>
        <span className="app-quiet">Was</span> {was === '' ? 'nothing' : was}
      </p>
      <p>
        <span className="app-quiet">Is</span> {is === '' ? 'nothing' : is}
      </p>
      <p>
        <span className="app-quiet">Why</span> {why}
      </p>
    </>
  );
}

export function ChangeList({ changes }: { readonly changes: Protocol['changes'] }) {
  return (
    <ul className="app-rows" aria-label="Changes">
      {changes.map((change, at) => (
        // Two changes may read the same: their place tells them apart.
        <li className="app-rows__row app-break" key={`${at + 1} ${change.row ?? ''}`}>
          {change.row === null ? null : <strong>{change.row}</strong>}
          <WasIs {...change} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row }: { readonly row: ProtocolRowView }) {
  return (
    <li className="app-rows__row">
      <div className="app-rows__head">
        <span>{row.title}</span>
        {row.kind === 'duty' ? null : <Tag>{KIND_WORDS[row.kind]}</Tag>}
      </div>
      <p>{row.due}</p>
      <p>{row.who}</p>
      <Details
        summary={
          <>
            {row.row}
            <span className="govuk-visually-hidden"> {row.title}</span>: more
          </>
        }
      >
        <SummaryList
          facts={[
            { key: 'Text says', value: row.modal },
            {
              key: 'Waits for',
              value: row.waitsFor.length === 0 ? 'Nobody in the notebook' : row.waitsFor.join(', '),
            },
            { key: 'Proved by', value: row.evidence },
            { key: 'If not done', value: row.consequence },
            {
              key: 'Date',
              value: row.isProtocolDate
                ? 'As the protocol has it'
                : 'Chosen here: the protocol gives none',
            },
            ...(row.reading === null
              ? []
              : [{ key: `Reading ${row.reading.id}`, value: row.reading.reading }]),
          ]}
        />
        {row.changes.map((change, at) => (
          <div key={`${at + 1} ${change.is}`}>
            <WasIs {...change} />
          </div>
        ))}
      </Details>
    </li>
  );
}

export function Sections({ rows }: { readonly rows: readonly ProtocolRowView[] }) {
  return rowsBySection(rows).map(([section, those]) => (
    <Details
      key={section}
      summary={`Section ${section}: ${those.length} ${those.length === 1 ? 'row' : 'rows'}`}
    >
      <ul className="app-rows" aria-label={`Section ${section}`}>
        {those.map((row) => (
          <Row key={row.row} row={row} />
        ))}
      </ul>
    </Details>
  ));
}

export function Readings({ readings }: { readonly readings: Protocol['readings'] }) {
  return (
    <ul className="app-rows" aria-label="Readings">
      {sortedIds(Object.keys(readings)).map((id) => (
        <li className="app-rows__row" key={id}>
          <strong>
            {id}: “{readings[id]?.words}”
          </strong>
          <p>{readings[id]?.reading}</p>
        </li>
      ))}
    </ul>
  );
}

export const meetingKindsOf = ({ meetings }: Protocol): readonly MeetingKind[] =>
  MeetingKind.options.filter((kind) => meetings[kind] !== undefined);

export function Meetings({ protocol }: { readonly protocol: Protocol }) {
  const names = (roles: Parameters<typeof roleName>[1][]): string =>
    roles.map((role) => roleName(protocol, role)).join(', ');
  return (
    <ul className="app-rows" aria-label="Meetings">
      {meetingKindsOf(protocol).map((kind) => {
        const meeting = protocol.meetings[kind];
        if (meeting === undefined) return null;
        return (
          <li className="app-rows__row" key={kind}>
            <strong>{meetingTitle(kind)}</strong>
            <p>{[names(meeting.required), ...meeting.others].join(', ')}</p>
            {meeting.whereAppropriate.length === 0 ? null : (
              <p>Where appropriate: {names(meeting.whereAppropriate)}</p>
            )}
          </li>
        );
      })}
    </ul>
  );
}

export function Limits({ limits }: { readonly limits: Protocol['limits'] }) {
  return (
    <SummaryList
      facts={LIMITS.map((limit) => ({ key: limit.label, value: limitWords(limits, limit) }))}
    />
  );
}

/** Where a policy is. An address stands in full, so that whoever opens it sees where it leads: a file may come from anybody. */
function LinkPlace({ place }: { readonly place: string }) {
  if (place === '') return NOT_ATTACHED;
  return isSafeAddress(place) ? (
    <a className="govuk-link" href={place} target="_blank" rel="noopener noreferrer nofollow">
      {place}
    </a>
  ) : (
    place
  );
}

export function Links({ links }: { readonly links: Protocol['links'] }) {
  return (
    <ul className="app-rows" aria-label="Appendices and policies">
      {links.map(({ title, place }) => (
        <li className="app-rows__row app-break" key={title}>
          <strong>{title}</strong>
          <p>
            <LinkPlace place={place} />
          </p>
        </li>
      ))}
    </ul>
  );
}
