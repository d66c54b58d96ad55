/** What the protocol asks for: the most pressing first, and everything by group. */
import './secondment.scss';
import { useState } from 'react';
import {
  aside,
  asksNow,
  dueSentence,
  dutyGroups,
  dutyPlace,
  groupSentence,
  isDone,
  pressingLines,
  waitingSentence,
} from './duty-words';
import { Button, PlaceLink, type Go } from '@/components/ui/button';
import { Details, StatusTag } from '@/components/ui/facts';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import type { DutyView } from '@/lib/session/views';

/** As many as fit one panel below the picture. */
const SHOWN_AT_FIRST = 5;

/** Done is plain text beside the title; only a status that asks for something is a tag below. */
const isQuiet = (duty: DutyView): boolean => isDone(duty.status.word);

export function DutyItem({
  duty,
  progress,
  secondment,
  today,
  go,
}: {
  readonly duty: DutyView;
  readonly progress: string;
  readonly secondment: string;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const waiting = waitingSentence(duty);
  const also = aside(duty);
  const hasOwnDate = duty.dueOn !== null && !duty.isProtocolDate && asksNow(duty);
  return (
    <li className="app-duties__item">
      <p className="app-duties__title">
        <PlaceLink place={dutyPlace(secondment, duty)} go={go}>
          {duty.title}
        </PlaceLink>
        {isQuiet(duty) && <span className="app-duties__aside">{duty.status.word}</span>}
      </p>
      <p className="app-duties__text">
        {dueSentence(duty, today)}
        {progress === '' ? '' : `. ${progress}`}
        {waiting === '' ? '' : `. ${waiting}`}
      </p>
      {hasOwnDate && <p className="app-duties__text">Date chosen here: the protocol gives none.</p>}
      {also !== '' && <p className="app-duties__text">{also}</p>}
      {!isQuiet(duty) && (
        <p className="app-duties__tag">
          <StatusTag status={duty.status} />
        </p>
      )}
    </li>
  );
}

/** Costs, standing terms, rights and rules, and what limits the plan: they wait for nobody and are never late. */
function AgreedItem({
  duty,
  secondment,
  go,
}: {
  readonly duty: DutyView;
  readonly secondment: string;
  readonly go: Go;
}) {
  const { word, on } = duty.status;
  const said = isDone(word)
    ? on === null
      ? 'Recorded'
      : `Recorded ${formatDay(on)}`
    : word === 'Not applicable'
      ? word
      : duty.kind === 'limit'
        ? 'A limit of the plan'
        : 'Not recorded';
  return (
    <li className="app-duties__item">
      <p className="app-duties__title">
        <PlaceLink place={dutyPlace(secondment, duty)} go={go}>
          {duty.title}
        </PlaceLink>
      </p>
      <p className="app-duties__text">
        Section {duty.section}. {said}
      </p>
    </li>
  );
}

/** Closed: it is there to be looked up. */
function AgreedList({
  duties,
  secondment,
  go,
}: {
  readonly duties: readonly DutyView[];
  readonly secondment: string;
  readonly go: Go;
}) {
  if (duties.length === 0) return null;
  return (
    <Details summary="What was agreed">
      <p>Costs, standing terms, rights and limits. None of these has a date to keep.</p>
      <ul className="app-duties">
        {duties.map((duty) => (
          <AgreedItem key={duty.evidenceId} duty={duty} secondment={secondment} go={go} />
        ))}
      </ul>
    </Details>
  );
}

export function DutyList({
  duties: all,
  agreed,
  secondment,
  today,
  go,
}: {
  readonly duties: readonly DutyView[];
  readonly agreed: readonly DutyView[];
  readonly secondment: string;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const [isWhole, setIsWhole] = useState(false);
  const duties = all.filter(({ kind }) => kind !== 'limit');
  const limits = all.filter(({ kind }) => kind === 'limit');
  const lines = pressingLines(duties);
  const pressing = lines.filter(({ duty }) => asksNow(duty));
  // Where nothing presses, the next few say what comes.
  const first = (pressing.length === 0 ? lines : pressing).slice(0, SHOWN_AT_FIRST);
  const more = duties.length - first.length;

  return (
    <>
      {lines.length === 0 && <p className="app-quiet">No dates yet.</p>}
      {lines.length > 0 && pressing.length === 0 && <p>Nothing is overdue, due soon or booked.</p>}
      {first.length > 0 && (
        <ul className="app-duties">
          {first.map(({ duty, progress }) => (
            <DutyItem
              key={duty.evidenceId}
              duty={duty}
              progress={progress}
              secondment={secondment}
              today={today}
              go={go}
            />
          ))}
        </ul>
      )}
      {isWhole &&
        dutyGroups(duties).map((group) => (
          <Details key={group.title} summary={groupSentence(group)}>
            <ul className="app-duties">
              {group.duties.map((duty) => (
                <DutyItem
                  key={duty.evidenceId}
                  duty={duty}
                  progress=""
                  secondment={secondment}
                  today={today}
                  go={go}
                />
              ))}
            </ul>
          </Details>
        ))}
      {isWhole && <AgreedList duties={[...agreed, ...limits]} secondment={secondment} go={go} />}
      {more > 0 && (
        <Button
          kind="secondary"
          onClick={() => {
            setIsWhole(!isWhole);
          }}
        >
          {isWhole ? 'Show the most pressing only' : `Show ${more} more`}
        </Button>
      )}
      {!isWhole && <AgreedList duties={[...agreed, ...limits]} secondment={secondment} go={go} />}
    </>
  );
}
