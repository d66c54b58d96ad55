/** A form with its error summary: never a disabled button, never the browser's own bubbles. */
import { useEffect, useId, useRef, type ReactNode } from 'react';
import type { FieldError } from './field-error';
import { FormId } from './form-id';

function focusField(field: string): void {
  const found = document.getElementById(field);
  found?.focus();
  found?.scrollIntoView({ block: 'center' });
}

/** The list of what is wrong. It takes the focus each time it is given other errors. */
export function ErrorSummary({ errors }: { readonly errors: readonly FieldError[] }) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (errors.length > 0) {
      summary.current?.focus();
    }
  }, [errors]);
  if (errors.length === 0) {
    return null;
  }
  return (
    <div className="govuk-error-summary" tabIndex={-1} ref={summary}>
      <div role="alert">
        <h2 className="govuk-error-summary__title">There is a problem</h2>
        <div className="govuk-error-summary__body">
          <ul className="govuk-list govuk-error-summary__list">
            {errors.map(({ field, text }) => (
              <li key={`${field ?? ''} ${text}`}>
                {field === null ? (
                  text
                ) : (
                  <a
                    href={`#${field}`}
                    onClick={(event) => {
                      event.preventDefault();
                      focusField(field);
                    }}
                  >
                    {text}
                  </a>
                )}
              </li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

/**
 * A form. Buttons without `onClick` submit it, also from an `ActionBar` among its children; Ctrl+Enter submits it from
 * any field. The ids of the questions must be those of the errors.
 */
export function Form({
  errors,
  onSubmit,
  children,
}: {
  readonly errors: readonly FieldError[];
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const element = form.current;
    const pressed = (event: KeyboardEvent) => {
      if (event.key === 'Enter' && event.ctrlKey) {
        event.preventDefault();
        element?.requestSubmit();
      }
    };
    element?.addEventListener('keydown', pressed);
    return () => {
      element?.removeEventListener('keydown', pressed);
    };
  }, []);
  return (
    <FormId value={id}>
      <ErrorSummary errors={errors} />
      <form
        id={id}
        ref={form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
      </form>
    </FormId>
  );
}
