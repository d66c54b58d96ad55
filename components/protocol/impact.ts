/** Which due dates of which secondments a version would move: from the day it takes effect, never before. */
import type { CalendarDay } from '@/lib/domain/calendar';
import { dutiesOf, type Duty } from '@/lib/domain/duties';
import type { Protocol } from '@/lib/domain/protocol';
import { versionId } from '@/lib/domain/protocol-record';
import { Secondment } from '@/lib/domain/secondment';
import type { ProtocolLineView, SecondmentRow } from '@/lib/session/views';

export interface DateChange {
  readonly key: string;
  readonly title: string;
  /** Null: it was not asked for, or had no date. */
  readonly was: CalendarDay | null;
  readonly is: CalendarDay | null;
}

export interface Touched {
  readonly id: string;
  readonly title: string;
  /** In the order of the earlier of the two days. */
  readonly changes: readonly DateChange[];
}

interface Question {
  readonly draft: Protocol;
  /** Every version that is known. */
  readonly protocols: readonly Protocol[];
  readonly secondments: readonly SecondmentRow[];
  readonly lines: readonly ProtocolLineView[];
  readonly today: CalendarDay;
}

/** What is counted from its dates alone; what people recorded of it is left out, so that nothing need be opened. */
const bareSecondment = (row: SecondmentRow, line: string): Secondment | null => {
  const parsed = Secondment.safeParse({
    id: row.id,
    team: 'team',
    secondee: 'secondee',
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    kind: row.kind,
    protocol: line,
    recordedOn: row.startsOn,
  });
  return parsed.success ? parsed.data : null;
};

const datedDuties = (
  secondment: Secondment,
  protocols: readonly Protocol[],
  today: CalendarDay,
): ReadonlyMap<string, Duty> =>
  new Map(
    dutiesOf({ secondment, protocols, evidence: [], meetings: [], events: [], team: null, today })
      .filter(
        ({ kind, dueOn, status }) =>
          kind === 'duty' && dueOn !== null && status.word !== 'Not applicable',
      )
      .map((duty) => [duty.evidenceId, duty]),
  );

const firstOf = ({ was, is }: DateChange): string =>
  was === null ? (is ?? '') : is === null ? was : was < is ? was : is;

const changesOf = (
  before: ReadonlyMap<string, Duty>,
  after: ReadonlyMap<string, Duty>,
): readonly DateChange[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((key) => ({
      key,
      title: (after.get(key) ?? before.get(key))?.title ?? '',
      was: before.get(key)?.dueOn ?? null,
      is: after.get(key)?.dueOn ?? null,
    }))
    .filter(({ was, is }) => was !== is)
    .toSorted((a, b) => firstOf(a).localeCompare(firstOf(b)));

export const datesTouched = ({
  draft,
  protocols,
  secondments,
  lines,
  today,
}: Question): readonly Touched[] => {
  const lineOf = new Map(
    lines.flatMap((line) => line.secondments.map(({ id }) => [id, line.line] as const)),
  );
  const after = [...protocols.filter((one) => versionId(one) !== versionId(draft)), draft];
  return secondments
    .filter(({ endsOn }) => endsOn >= draft.takesEffectOn)
    .flatMap((row) => {
      const line = lineOf.get(row.id);
      const secondment = line === undefined ? null : bareSecondment(row, line);
      if (secondment === null) return [];
      const changes = changesOf(
        datedDuties(secondment, protocols, today),
        datedDuties(secondment, after, today),
      );
      return changes.length === 0
        ? []
        : [{ id: row.id, title: `${row.name}, ${row.team}`, changes }];
    });
};
