/** The teams that have no seconded officer today, since when, and what was done about it. Soft: it is nobody's breach. */
import type { Looking } from './view-duties';
import type { VacancyRow } from './views';
import { addDays, formatDay, laterOf, type CalendarDay } from '@/lib/domain/calendar';
import type { Secondment } from '@/lib/domain/secondment';
import type { Team } from '@/lib/domain/team';
import { teamsOn } from '@/lib/domain/teams';

type Stay = Pick<Secondment, 'id' | 'team' | 'startsOn' | 'endsOn'>;

/** Those that can be read, and those that only the overview tells of. */
const staysOf = ({ shelf }: Looking): readonly Stay[] => [
  ...shelf.all('secondment'),
  ...shelf.all('overview').filter(({ id }) => shelf.find('secondment', id) === null),
];

const vacancyOf = (
  team: Team,
  stays: readonly Stay[],
  today: CalendarDay,
): readonly VacancyRow[] => {
  if (stays.some(({ startsOn, endsOn }) => startsOn <= today && today <= endsOn)) return [];
  const [last] = stays
    .map(({ endsOn }) => endsOn)
    .filter((endsOn) => endsOn < today)
    .toSorted()
    .toReversed();
  const [startsOn = null] = stays
    .map((stay) => stay.startsOn)
    .filter((day) => day > today)
    .toSorted();
  const sinceLast = last === undefined ? null : addDays(last, 1);
  const { vacantSince, vacancyRaisedOn, fundingClaimedOn } = team;
  const since =
    sinceLast === null || vacantSince === null
      ? (sinceLast ?? vacantSince)
      : laterOf(sinceLast, vacantSince);
  // What was done about an earlier vacancy is no answer to this one.
  const ofThis = (day: CalendarDay | null): CalendarDay | null =>
    day !== null && (sinceLast === null || day >= sinceLast) ? day : null;
  return [
    {
      team,
      since,
      words: since === null ? 'No secondment recorded here' : `Vacant since ${formatDay(since)}`,
      isKnown: since !== null || startsOn !== null,
      startsOn,
      raisedOn: ofThis(vacancyRaisedOn),
      fundingClaimedOn: ofThis(fundingClaimedOn),
      fundingNote: team.fundingNote,
    },
  ];
};

/**
 * Longest vacant first, then those of which nothing is known. Only for whoever reads the overview: to anyone else a
 * team whose secondment they cannot read would look vacant.
 */
export const vacancyRows = (looking: Looking): readonly VacancyRow[] => {
  const { shelf, today } = looking;
  if (!shelf.sections().some(({ name }) => name === 'overview')) return [];
  const byTeam = Map.groupBy(staysOf(looking), ({ team }) => team);
  const weight = ({ since, isKnown }: VacancyRow): string => since ?? (isKnown ? '8' : '9');
  return teamsOn(shelf.teams(), today)
    .flatMap((team) => vacancyOf(team, byTeam.get(team.id) ?? [], today))
    .toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(a) < weight(b) ? -1 : 1));
};
