/** The teams of London, by day. */
import { expect, test } from 'vitest';
import { CalendarDay } from '@/lib/domain/calendar';
import { TEAMS, teamIdFor, teamsOn } from '@/lib/domain/teams';

const namesOn = (day: string): readonly string[] =>
  teamsOn(TEAMS, CalendarDay.parse(day)).map(({ name }) => name);

test('there were 32 teams in September 2010, for 33 authorities', () => {
  expect(namesOn('2010-09-30')).toHaveLength(32);
  const authorities = teamsOn(TEAMS, CalendarDay.parse('2010-09-30')).flatMap(
    (team) => team.authorities,
  );
  expect(new Set(authorities).size).toBe(33);
  expect(authorities).toHaveLength(33);
});

test('Kingston and Richmond are two until May 2013 and one from June', () => {
  expect(namesOn('2013-05-31')).toContain('Richmond upon Thames');
  expect(namesOn('2013-05-31')).not.toContain('Kingston and Richmond');
  expect(namesOn('2013-06-01')).toContain('Kingston and Richmond');
  expect(namesOn('2013-06-01')).not.toContain('Kingston upon Thames');
  expect(namesOn('2026-11-24')).toHaveLength(31);
});

test('every id is readable, its own, and every merger names a team', () => {
  const ids = TEAMS.map(({ id }) => String(id));
  expect(new Set(ids).size).toBe(TEAMS.length);
  expect(teamIdFor('Tower Hamlets and City of London')).toBe(
    'team.tower-hamlets-and-city-of-london',
  );
  expect(ids).toContain('team.newham');
  const successors = TEAMS.flatMap(({ mergedInto }) => (mergedInto === null ? [] : [mergedInto]));
  expect(successors.filter((id) => !ids.includes(id))).toEqual([]);
});
