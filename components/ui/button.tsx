/** What is pressed: buttons that do something and links that go to a place. */
import { use, type ReactNode } from 'react';
import { FormId } from './form-id';
import type { Place } from '@/lib/session/views';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly kind?: 'main' | 'secondary' | 'warning';
  /** Without it the button submits the form that it stands in. */
  readonly onClick?: (() => void) | undefined;
  /** Words added for a screen reader, such as `Rita Mensah` after `Remove`. */
  readonly about?: string;
}

const KIND_CLASS = {
  main: '',
  secondary: ' govuk-button--secondary',
  warning: ' govuk-button--warning',
} as const;

export function Button({ children, kind = 'main', onClick, about }: ButtonProps) {
  const form = use(FormId);
  return (
    <button
      type={onClick === undefined ? 'submit' : 'button'}
      className={`govuk-button${KIND_CLASS[kind]}`}
      // An action bar stands outside the form in the document: the id joins them.
      form={onClick === undefined ? (form ?? undefined) : undefined}
      onClick={onClick}
    >
      {children}
      {about === undefined ? null : <span className="govuk-visually-hidden"> {about}</span>}
    </button>
  );
}

/** A button that looks like a link: for small actions beside a fact. */
export function LinkButton({
  children,
  onClick,
  about,
}: {
  readonly children: ReactNode;
  readonly onClick: () => void;
  readonly about?: string | undefined;
}) {
  return (
    <button type="button" className="app-link-button" onClick={onClick}>
      {children}
      {about === undefined ? null : <span className="govuk-visually-hidden"> {about}</span>}
    </button>
  );
}

export type Go = (place: Place) => void;

/** A link to a place in the notebook. */
export function PlaceLink({
  place,
  go,
  children,
  className = 'govuk-link',
  isCurrent = false,
}: {
  readonly place: Place;
  readonly go: Go;
  readonly children: ReactNode;
  readonly className?: string;
  readonly isCurrent?: boolean;
}) {
  return (
    <a
      className={className}
      href={`#${place.screen}${place.id === null ? '' : `/${place.id}`}`}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        event.preventDefault();
        go(place);
      }}
    >
      {children}
    </a>
  );
}

export function BackLink({
  children = 'Back',
  onClick,
}: {
  readonly children?: ReactNode;
  readonly onClick: () => void;
}) {
  return (
    <a
      href="#back"
      className="govuk-back-link"
      onClick={(event) => {
        event.preventDefault();
        onClick();
      }}
    >
      {children}
    </a>
  );
}
