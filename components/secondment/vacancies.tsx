/** Teams without a seconded officer: since when, and what was done about it. */
import './secondment.scss';
import type { Asked } from './answers';
import { FieldsForm } from './fields-form';
import { BackLink, PlaceLink, type Go } from '@/components/ui/button';
import { Details } from '@/components/ui/facts';
import { Heading } from '@/components/ui/heading';
import { useOrder, useView } from '@/components/use-link';
import { formatDay } from '@/lib/domain/calendar';
import type { Team } from '@/lib/domain/team';
import type { VacancyRow } from '@/lib/session/views';

const vacancyPlace = (team: string) => ({ screen: 'secondments', id: `vacancy|${team}` });

/** What was done about it: `Raised 3 May 2026. Funding claimed 1 June 2026`. */
function doneWords({ raisedOn, fundingClaimedOn, startsOn }: VacancyRow): string {
  return [
    ...(raisedOn === null ? [] : [`Raised ${formatDay(raisedOn)}`]),
    ...(fundingClaimedOn === null ? [] : [`Funding claimed ${formatDay(fundingClaimedOn)}`]),
    ...(startsOn === null ? [] : [`Next officer starts ${formatDay(startsOn)}`]),
  ].join('. ');
}

function VacancyItem({ row, go }: { readonly row: VacancyRow; readonly go: Go }) {
  const done = doneWords(row);
  return (
    <li className="app-duties__item">
      <p className="app-duties__title">
        <PlaceLink place={vacancyPlace(row.team.id)} go={go}>
          {row.team.name} {row.team.label}
        </PlaceLink>
      </p>
      {row.isKnown && <p className="app-duties__text">{row.words}</p>}
      {done !== '' && <p className="app-duties__text">{done}</p>}
      {row.fundingNote !== '' && <p className="app-duties__text">{row.fundingNote}</p>}
    </li>
  );
}

function VacancyList({ rows, go }: { readonly rows: readonly VacancyRow[]; readonly go: Go }) {
  return (
    <ul className="app-duties">
      {rows.map((row) => (
        <VacancyItem key={row.team.id} row={row} go={go} />
      ))}
    </ul>
  );
}

/** Closed, and apart from what is late: a vacancy is nobody's breach. */
export function Vacancies({ go }: { readonly go: Go }) {
  const rows = useView('vacancies') ?? [];
  const known = rows.filter(({ isKnown }) => isKnown);
  const unknown = rows.filter(({ isKnown }) => !isKnown);
  return (
    <>
      {known.length > 0 && (
        <Details summary={`Vacant posts: ${known.length}`}>
          <VacancyList rows={known} go={go} />
        </Details>
      )}
      {unknown.length > 0 && (
        <Details summary={`No secondment recorded: ${unknown.length}`}>
          <VacancyList rows={unknown} go={go} />
        </Details>
      )}
    </>
  );
}

type VacancyField = 'vacantSince' | 'vacancyRaisedOn' | 'fundingClaimedOn' | 'fundingNote';

const QUESTIONS: readonly Asked<VacancyField>[] = [
  {
    field: 'vacantSince',
    label: 'Vacant since',
    hint: 'Leave empty where the last secondment here tells it.',
    isRequired: false,
    form: 'day',
    options: [],
  },
  {
    field: 'vacancyRaisedOn',
    label: 'Raised with the Assistant Chief Officer on',
    hint: '',
    isRequired: false,
    form: 'day',
    options: [],
  },
  {
    field: 'fundingClaimedOn',
    label: 'Funding for the vacant post claimed on',
    hint: '',
    isRequired: false,
    form: 'day',
    options: [],
  },
  {
    field: 'fundingNote',
    label: 'Note on funding',
    hint: 'The period claimed for, and the answer.',
    isRequired: false,
    form: 'line',
    options: [],
  },
];

function TeamVacancy({ team, go }: { readonly team: Team; readonly go: Go }) {
  const order = useOrder();
  return (
    <FieldsForm
      name={`vacancy.${team.id}`}
      heading={`${team.name} ${team.label}: vacant post`}
      caption="Secondments"
      record={team}
      questions={QUESTIONS}
      // A team is written whole: one that ships has no record of its own yet.
      send={(changed) => order('create', { kind: 'team', fields: { ...team, ...changed } })}
      back={() => {
        go({ screen: 'secondments', id: null });
      }}
    />
  );
}

export function VacancyPage({ team, go }: { readonly team: string; readonly go: Go }) {
  const rows = useView('vacancies');
  if (rows === undefined) return null;
  const row = rows.find((each) => each.team.id === team);
  if (row !== undefined) return <TeamVacancy team={row.team} go={go} />;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondments', id: null });
        }}
      >
        Secondments
      </BackLink>
      <Heading>This post is not vacant</Heading>
      <p>A secondment was recorded here, or the team is not known.</p>
    </>
  );
}
