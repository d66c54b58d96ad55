/** The four parts of a notebook. */
import { PlaceLink, type Go } from '@/components/ui/button';

const PARTS = [
  { screen: 'today', title: 'Today', holds: ['today'] },
  {
    screen: 'secondments',
    title: 'Secondments',
    holds: ['secondments', 'secondment', 'add-secondment', 'duty'],
  },
  { screen: 'transfers', title: 'Transfers', holds: ['transfers', 'transfer', 'add-transfer'] },
  { screen: 'meetings', title: 'Meetings', holds: ['meetings', 'meeting', 'book-meeting'] },
] as const satisfies readonly { screen: string; title: string; holds: readonly string[] }[];

/** The screen of the nth part, counted from 1; null where there is none. */
export function partScreen(number: number): string | null {
  return PARTS[number - 1]?.screen ?? null;
}

export function Navigation({
  screen,
  overdue,
  go,
}: {
  readonly screen: string;
  readonly overdue: number;
  readonly go: Go;
}) {
  return (
    <nav className="app-nav" aria-label="Notebook">
      <ul className="app-nav__list">
        {PARTS.map((part) => (
          <li key={part.screen}>
            <PlaceLink
              place={{ screen: part.screen, id: null }}
              go={go}
              className="app-nav__link"
              isCurrent={part.holds.some((held) => held === screen)}
            >
              {part.title}
              {part.screen === 'today' && overdue > 0 ? (
                <span className="app-nav__count">
                  {overdue}
                  <span className="govuk-visually-hidden"> overdue</span>
                </span>
              ) : null}
            </PlaceLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
