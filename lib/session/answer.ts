/** How an order ends. */
import type { Answer } from '@/lib/link/contract';

export const done = (id: string | null = null, value: string | null = null): Answer => ({
  state: 'done',
  id,
  value,
});

/** `why` is a plain sentence; `field` names the question that it belongs to. */
export const refused = (why: string, field: string | null = null): Answer => ({
  state: 'refused',
  why,
  field,
});

export const LOCKED = 'Unlock your notebook first.';
export const DAMAGED = 'The keys on this device are damaged. Nothing was changed.';
