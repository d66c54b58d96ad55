/** A state that lasts, set apart from the page. It never goes away by itself. */
import type { ReactNode } from 'react';

const ICONS = {
  information:
    'M15 2.5a12.5 12.5 0 1 1 0 25a12.5 12.5 0 0 1 0-25ZM13.66 12.95v9.46h2.7v-9.46ZM15 7.6a1.62 1.62 0 1 0 0 3.24a1.62 1.62 0 0 0 0-3.24Z',
  success:
    'M11.2869 24.6726L2.00415 15.3899L4.62189 12.7722L11.2869 19.4186L25.3781 5.32739L27.9958 7.96369L11.2869 24.6726Z',
  warning:
    'M15 2.45L28.75 26.2H1.25ZM13.5 9.5l.25 8.27h2.5l.22-8.27ZM15 19.96a1.85 1.85 0 1 0 0 3.73a1.85 1.85 0 0 0 0-3.73Z',
  error:
    'M20.18 2.5H9.82L2.5 9.82V20.18L9.82 27.5H20.18L27.5 20.18V9.82ZM10.92 8.88L15 12.96l4.08-4.08l2.04 2.04L17.04 15l4.08 4.08l-2.04 2.04L15 17.04l-4.08 4.08l-2.04-2.04L12.96 15L8.88 10.92Z',
} as const;

export function Alert({
  kind = 'information',
  title,
  children,
}: {
  readonly kind?: keyof typeof ICONS;
  /** The bold first line; also the name of the region. */
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <section className={`moj-alert moj-alert--${kind}`} aria-label={`${kind}: ${title}`}>
      <div>
        <svg
          className="moj-alert__icon"
          aria-hidden="true"
          focusable="false"
          viewBox="0 0 30 30"
          height="30"
          width="30"
        >
          <path fillRule="evenodd" clipRule="evenodd" d={ICONS[kind]} fill="currentColor" />
        </svg>
      </div>
      <div className="moj-alert__content">
        <p className="app-alert-title">{title}</p>
        {children}
      </div>
    </section>
  );
}
