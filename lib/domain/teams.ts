/** The youth offending teams of London as the 2010 protocol knew them, dated, since teams merge and rename. */
import type { CalendarDay } from './calendar';
import { Team } from './team';

/**
 * A team named after its one authority stands as a line of text. Sources: the 32 teams of the protocol; Tower
 * Hamlets serves the City of London under commission; Kingston and Richmond became one service in June 2013.
 */
const TEAM_TABLE = [
  { name: 'Barking and Dagenham' },
  { name: 'Barnet' },
  { name: 'Bexley' },
  { name: 'Brent' },
  { name: 'Bromley' },
  { name: 'Camden' },
  { name: 'Croydon' },
  { name: 'Ealing' },
  { name: 'Enfield' },
  { name: 'Greenwich' },
  { name: 'Hackney' },
  { name: 'Hammersmith and Fulham' },
  { name: 'Haringey' },
  { name: 'Harrow' },
  { name: 'Havering' },
  { name: 'Hillingdon' },
  { name: 'Hounslow' },
  { name: 'Islington' },
  { name: 'Kensington and Chelsea' },
  { name: 'Kingston upon Thames', to: '2013-05-31', mergedInto: 'team.kingston-and-richmond' },
  {
    name: 'Kingston and Richmond',
    from: '2013-06-01',
    authorities: ['Kingston upon Thames', 'Richmond upon Thames'],
  },
  { name: 'Lambeth' },
  { name: 'Lewisham' },
  { name: 'Merton' },
  { name: 'Newham' },
  { name: 'Redbridge' },
  { name: 'Richmond upon Thames', to: '2013-05-31', mergedInto: 'team.kingston-and-richmond' },
  { name: 'Southwark' },
  { name: 'Sutton' },
  {
    name: 'Tower Hamlets and City of London',
    authorities: ['Tower Hamlets', 'City of London'],
  },
  { name: 'Waltham Forest' },
  { name: 'Wandsworth' },
  { name: 'Westminster' },
] as const satisfies readonly {
  readonly name: string;
  readonly from?: string;
  readonly to?: string;
  readonly mergedInto?: string;
  readonly authorities?: readonly string[];
}[];

/** `Newham` as `team.newham`: readable, and the same on every device, so that two first starts meet. */
export const teamIdFor = (name: string): string =>
  `team.${name.toLowerCase().replaceAll(/[^a-z0-9]+/gu, '-')}`;

/** Every team since 2010, those that have ended included. */
export const TEAMS: readonly Team[] = TEAM_TABLE.map((row) =>
  Team.parse({ id: teamIdFor(row.name), authorities: [row.name], ...row }),
);

/** The teams that exist on a day, by name. */
export const teamsOn = (teams: readonly Team[], day: CalendarDay): readonly Team[] =>
  teams
    .filter(({ from, to }) => (from === null || from <= day) && (to === null || day <= to))
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
