/** The caption and heading of a screen, and the headings within it. */
import { createContext, use, useEffect, useRef, type ReactNode } from 'react';

/** Told when a screen's heading stands, so that the focus can go there. */
export const Arrival = createContext<(heading: HTMLElement) => void>(() => {});

/**
 * The one `<h1>` of a screen. The focus goes to it when it appears; give it a `key` where one screen shows several steps.
 */
export function Heading({
  children,
  caption,
}: {
  readonly children: ReactNode;
  readonly caption?: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  const arrived = use(Arrival);
  useEffect(() => {
    if (heading.current !== null) {
      arrived(heading.current);
    }
  }, [arrived]);
  return (
    <>
      {caption === undefined ? null : <p className="app-caption">{caption}</p>}
      <h1 className="app-title" tabIndex={-1} ref={heading}>
        {children}
      </h1>
    </>
  );
}

/** A heading within a screen: `level` 2 unless told. */
export function SubHeading({
  children,
  level = 2,
  id,
}: {
  readonly children: ReactNode;
  readonly level?: 2 | 3;
  readonly id?: string;
}) {
  return level === 2 ? (
    <h2 className="app-subtitle" id={id}>
      {children}
    </h2>
  ) : (
    <h3 className="app-subtitle app-subtitle--small" id={id}>
      {children}
    </h3>
  );
}
