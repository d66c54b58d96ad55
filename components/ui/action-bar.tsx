/** The bar of main actions at the foot of the panel, outside the scroll area. */
import { createContext, use, type ReactNode } from 'react';
import { createPortal } from 'react-dom';

/** The element at the foot of the shell; null draws the bar in place. */
export const ActionSlot = createContext<HTMLElement | null>(null);

/** True where nothing may be changed: then no main action is offered. */
export const ReadingOnly = createContext(false);

export function ActionBar({ children }: { readonly children: ReactNode }) {
  const slot = use(ActionSlot);
  const isReadingOnly = use(ReadingOnly);
  if (isReadingOnly) return null;
  const bar = <div className="app-actions">{children}</div>;
  return slot === null ? bar : createPortal(bar, slot);
}
