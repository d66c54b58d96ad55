/** Some screens by themselves, one at a time, and the places that they lead to. */
import { render } from '@testing-library/react';
import { useState, type ComponentType } from 'react';
import { LinkContext } from '@/components/use-link';
import type { ScreenProps } from '@/components/shell/screen';
import type { Place } from '@/lib/session/views';
import type { SampleLink } from '../preview/sample-link';

type Screens = Readonly<Record<string, ComponentType<ScreenProps>>>;

/** One screen at a time, drawn anew at each place, as the notebook draws it. */
function Places({
  screens,
  first,
  told,
}: {
  readonly screens: Screens;
  readonly first: Place;
  readonly told: (place: Place) => void;
}) {
  const [place, setPlace] = useState(first);
  const Found = screens[place.screen];
  if (Found === undefined) return <p>elsewhere</p>;
  return (
    <Found
      key={`${place.screen}/${place.id ?? ''}`}
      id={place.id}
      go={(to) => {
        told(to);
        setPlace(to);
      }}
    />
  );
}

/** Draws the screen of a place. Gives the places that were gone to, as they come. */
export const openAt = (screens: Screens, link: SampleLink, first: Place): readonly Place[] => {
  const places: Place[] = [];
  render(
    <LinkContext value={link}>
      <Places
        screens={screens}
        first={first}
        told={(place) => {
          places.push(place);
        }}
      />
    </LinkContext>,
  );
  return places;
};
