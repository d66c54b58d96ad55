/** The picture of a secondment: one line from start to end, what is done, overdue, booked and to come. */
import { MARK_STATES, findingOf, joinMarks, monthWord, placeOnLine } from './line-marks';
import type { MarkState } from './line-marks';
import { formatDay } from '@/lib/domain/calendar';
import type { LineMark } from '@/lib/session/views';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { ReactElement } from 'react';

/** Marks closer than this (of the 100 of the line) would cover each other at 360 px. */
const REACH = 3.4;
const LINE_Y = 40;

const LEGEND_ORDER = [
  'done',
  'overdue',
  'booked',
  'to come',
] as const satisfies readonly MarkState[];

const SHAPES = {
  done: <circle className="app-line__done" r={5.5} />,
  overdue: <path className="app-line__overdue" d="M0-9 9 0 0 9-9 0Z" />,
  booked: <rect className="app-line__booked" x={-5} y={-5} width={10} height={10} />,
  'to come': <circle className="app-line__to-come" r={4.75} />,
} as const satisfies Record<MarkState, ReactElement>;

function Tick({ at, state }: { readonly at: number; readonly state: MarkState }): ReactElement {
  const x = `${at}%`;
  const isLate = state === 'overdue';
  return (
    <line
      className={`app-line__tick app-line__tick--${state.replace(' ', '-')}`}
      x1={x}
      x2={x}
      y1={LINE_Y + 13}
      y2={LINE_Y + (isLate ? 23 : 19)}
    />
  );
}

const anchorAt = (at: number): 'start' | 'middle' | 'end' =>
  at < 8 ? 'start' : at > 92 ? 'end' : 'middle';

export interface TwoYearLineProps {
  readonly startsOn: CalendarDay;
  readonly endsOn: CalendarDay;
  /** The end without an extension; what lies beyond it is drawn dashed. */
  readonly plannedEnd: CalendarDay;
  readonly today: CalendarDay;
  readonly marks: readonly LineMark[];
}

export function TwoYearLine({
  startsOn,
  endsOn,
  plannedEnd,
  today,
  marks,
}: TwoYearLineProps): ReactElement {
  const main = joinMarks(
    marks.filter((mark) => !mark.isTick),
    startsOn,
    endsOn,
    REACH,
  );
  const ticks = marks.filter((mark) => mark.isTick);
  const isRunning = today >= startsOn && today <= endsOn;
  const now = placeOnLine(today, startsOn, endsOn);
  const extendedFrom = plannedEnd < endsOn ? placeOnLine(plannedEnd, startsOn, endsOn) : 100;
  const finding = findingOf(marks);
  // Drawn last is on top: what is overdue must never lie under something done.
  const byState = main.toSorted(
    (a, b) =>
      MARK_STATES.findIndex(({ state }) => state === b.state) -
      MARK_STATES.findIndex(({ state }) => state === a.state),
  );
  return (
    <figure className="app-line">
      <figcaption className="app-line__finding">{finding}</figcaption>
      <svg
        className="app-line__picture"
        width="100%"
        height={90}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing made here has no address for an img
        role="img"
        aria-label={`The secondment as a line from ${formatDay(startsOn)} to ${formatDay(endsOn)}`}
      >
        <rect
          className="app-line__rest"
          x="0"
          y={LINE_Y - 4.5}
          width={`${extendedFrom}%`}
          height={9}
        />
        {extendedFrom < 100 && (
          <rect
            className="app-line__extension"
            x={`${extendedFrom}%`}
            y={LINE_Y - 4.5}
            width={`${100 - extendedFrom}%`}
            height={9}
          />
        )}
        <rect
          className="app-line__past"
          x="0"
          y={LINE_Y - 4.5}
          width={`${today < startsOn ? 0 : now}%`}
          height={9}
        />
        {ticks.map((tick) => (
          <Tick
            key={`${tick.on}${tick.title}`}
            at={placeOnLine(tick.on, startsOn, endsOn)}
            state={tick.state}
          />
        ))}
        {isRunning && (
          <>
            <line
              className="app-line__today"
              x1={`${now}%`}
              x2={`${now}%`}
              y1={18}
              y2={LINE_Y + 12}
            />
            <text className="app-line__today-word" x={`${now}%`} y={13} textAnchor={anchorAt(now)}>
              Today
            </text>
          </>
        )}
        {byState.map((mark) => (
          <svg key={`${mark.on}${mark.state}`} x={`${mark.at}%`} y={LINE_Y} overflow="visible">
            {SHAPES[mark.state]}
          </svg>
        ))}
        <text className="app-line__word" x="0" y={84}>
          {monthWord(startsOn)}
        </text>
        <text className="app-line__word" x="100%" y={84} textAnchor="end">
          {monthWord(endsOn)}
        </text>
      </svg>
      <ul className="app-line__legend">
        {LEGEND_ORDER.filter((state) => main.some((mark) => mark.state === state)).map((state) => (
          <li key={state}>
            <svg width={20} height={20} viewBox="-10 -10 20 20" aria-hidden="true">
              {SHAPES[state]}
            </svg>
            {state}
          </li>
        ))}
        {ticks.length > 0 && (
          <li>
            <svg width={12} height={20} viewBox="-6 -10 12 20" aria-hidden="true">
              <line
                className="app-line__tick app-line__tick--done"
                x1={-3}
                x2={-3}
                y1={-4}
                y2={4}
              />
              <line
                className="app-line__tick app-line__tick--to-come"
                x1={3}
                x2={3}
                y1={-4}
                y2={4}
              />
            </svg>
            monthly return
          </li>
        )}
        {extendedFrom < 100 && (
          <li>
            <svg width={24} height={20} viewBox="0 -10 24 20" aria-hidden="true">
              <rect className="app-line__extension" x={1} y={-4.5} width={22} height={9} />
            </svg>
            extension
          </li>
        )}
      </ul>
    </figure>
  );
}
