/** The last page before a version is published: what changes, whose dates it moves, what has to be put right first. */
import { useMemo, useState } from 'react';
import { isNewLine } from './draft';
import type { EditProps } from './edit-form';
import { datesTouched, type DateChange, type Touched } from './impact';
import { ChangeList } from './protocol-parts';
import { saveProtocol } from './save-file';
import { useProtocolTexts } from './use-protocol-texts';
import { ActionBar } from '@/components/ui/action-bar';
import { useAnnounce } from '@/components/ui/announce';
import { BackLink, Button, PlaceLink } from '@/components/ui/button';
import { Details, Inset, SummaryList } from '@/components/ui/facts';
import type { FieldError } from '@/components/ui/field-error';
import { ErrorSummary } from '@/components/ui/form';
import { Heading, SubHeading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay, shortDayYear } from '@/lib/domain/calendar';
import { faultsOf } from '@/lib/domain/protocol-faults';
import { protocolToText } from '@/lib/domain/protocol-file';

const MOST_SHOWN = 12;

const dateChangeWords = ({ was, is }: DateChange): string => {
  if (was === null) return is === null ? '' : `new, ${shortDayYear(is)}`;
  return is === null
    ? `no longer asked for on ${shortDayYear(was)}`
    : `${shortDayYear(was)} becomes ${shortDayYear(is)}`;
};

function TouchedList({ touched }: { readonly touched: readonly Touched[] }) {
  return touched.map(({ id, title, changes }) => (
    <Details
      key={id}
      summary={`${title}: ${changes.length === 1 ? '1 date' : `${changes.length} dates`}`}
    >
      <ul className="app-plain" aria-label={`Dates of ${title}`}>
        {changes.slice(0, MOST_SHOWN).map((change) => (
          <li key={change.key}>
            {change.title}: {dateChangeWords(change)}
          </li>
        ))}
      </ul>
      {changes.length > MOST_SHOWN ? <p>And {changes.length - MOST_SHOWN} more.</p> : null}
    </Details>
  ));
}

function Dates({ edit }: { readonly edit: EditProps }) {
  const { draft, lines, today } = edit;
  const { protocol } = draft;
  const secondments = useView('secondments');
  const protocols = useProtocolTexts(lines);
  const touched = useMemo(
    () =>
      secondments === undefined || protocols === undefined
        ? undefined
        : datesTouched({ draft: protocol, protocols, secondments, lines, today }),
    [secondments, protocols, protocol, lines, today],
  );
  if (touched === undefined) return <p>Looking at the secondments.</p>;
  return (
    <>
      {touched.length === 0 ? (
        <p>
          {protocol.replaces === null && isNewLine(protocol, lines)
            ? 'No running secondment is under it: it is there to choose when a secondment is started.'
            : 'No date of a running secondment moves.'}
        </p>
      ) : (
        <>
          <p>
            {touched.length === 1 ? '1 secondment has' : `${touched.length} secondments have`} other
            dates from then on.
          </p>
          <TouchedList touched={touched} />
          <p>
            Counted from the start and the end of each. What follows from an absence, a concern or
            another event moves by the same rules.
          </p>
        </>
      )}
      <Inset>
        <p>
          What is due before {formatDay(protocol.takesEffectOn)} keeps its date. What was recorded
          stays as it is.
        </p>
      </Inset>
    </>
  );
}

export function CheckDraft({
  edit,
  giveUp,
}: {
  readonly edit: EditProps;
  readonly giveUp: () => Promise<void>;
}) {
  const { draft, lines, go } = edit;
  const { protocol } = draft;
  const order = useOrder();
  const say = useAnnounce();
  const faults = useMemo(() => faultsOf(protocol), [protocol]);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const shown = (problems: readonly string[]) => {
    setErrors(problems.map((text) => ({ field: null, text })));
  };
  const publish = async () => {
    if (faults.length > 0) {
      shown(faults);
      return;
    }
    const answer = await order('publishProtocol', { text: protocolToText(protocol) });
    if (answer.state === 'refused') {
      shown([...new Set(answer.why.split('\n'))]);
      return;
    }
    await giveUp();
    say('Published.');
    go(
      answer.id === null
        ? { screen: 'protocols', id: null }
        : { screen: 'protocol', id: answer.id },
    );
  };
  const replaced = lines.find(({ line }) => line === protocol.replaces);
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'protocol-draft', id: null });
        }}
      />
      <ErrorSummary errors={errors} />
      <Heading caption={protocol.name}>Check before you publish</Heading>
      <SummaryList
        facts={[
          {
            key: 'What',
            value: isNewLine(protocol, lines)
              ? 'A protocol of its own'
              : `Version ${protocol.version}`,
          },
          {
            key: 'Takes effect',
            value: formatDay(protocol.takesEffectOn),
            action: (
              <PlaceLink place={{ screen: 'protocol-draft', id: 'about' }} go={go}>
                Change<span className="govuk-visually-hidden"> name, area and date</span>
              </PlaceLink>
            ),
          },
          { key: 'Replaces', value: replaced?.name ?? 'None' },
        ]}
      />
      {faults.length === 0 ? null : (
        <>
          <SubHeading>Put right first</SubHeading>
          <ul className="govuk-list govuk-list--bullet">
            {faults.map((fault) => (
              <li key={fault}>{fault}</li>
            ))}
          </ul>
        </>
      )}
      <SubHeading>Whose dates move</SubHeading>
      <Dates edit={edit} />
      <SubHeading>What changes</SubHeading>
      {protocol.changes.length === 0 ? (
        <p>Nothing differs from {draft.from}.</p>
      ) : (
        <ChangeList changes={protocol.changes} />
      )}
      <p>A published version stays as it is. To change it later, publish the next one.</p>
      <ActionBar>
        <Button
          onClick={() => {
            void publish();
          }}
        >
          Publish
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
