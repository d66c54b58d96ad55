/** What the protocol asks for: the most pressing first, and everything by group. */
import './secondment.scss';
import { useState } from 'react';
import {
  asksNow,
  dueSentence,
  dutyGroups,
  dutyPlace,
  pressingLines,
  waitingSentence,
} from './duty-words';
import { Button, PlaceLink, type Go } from '@/components/ui/button';
import { Details, StatusTag } from '@/components/ui/facts';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { DutyView } from '@/lib/session/views';

/** As many as fit one panel below the picture. */
const SHOWN_AT_FIRST = 5;

/** Done is plain text beside the title; only a status that asks for something is a tag below. */
const isQuiet = (duty: DutyView): boolean =>
  duty.status.word === 'Done' || duty.status.word === 'Done late';

function DutyItem({
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
      {!isQuiet(duty) && (
        <p className="app-duties__tag">
          <StatusTag status={duty.status} />
        </p>
      )}
    </li>
  );
}

export function DutyList({
  duties,
  secondment,
  today,
  go,
}: {
  readonly duties: readonly DutyView[];
  readonly secondment: string;
  readonly today: CalendarDay;
  readonly go: Go;
}) {
  const [isWhole, setIsWhole] = useState(false);
  const lines = pressingLines(duties);
  const pressing = lines.filter(({ duty }) => asksNow(duty));
  // Where nothing presses, the next few say what comes.
  const first = (pressing.length === 0 ? lines : pressing).slice(0, SHOWN_AT_FIRST);
  const more = duties.length - first.length;

  if (lines.length === 0) return <p className="app-quiet">No dates yet.</p>;
  return (
    <>
      {pressing.length === 0 && <p>Nothing is overdue, due soon or booked.</p>}
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
      {isWhole &&
        dutyGroups(duties).map((group) => (
          <Details
            key={group.title}
            summary={`${group.title}: ${group.done} of ${group.duties.length} done`}
          >
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
    </>
  );
}
