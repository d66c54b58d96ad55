/** An office of four in a notebook with nothing sealed, one of whom wants more than is theirs. */
import { CalendarDay } from '@/lib/domain/calendar';
import { Person } from '@/lib/domain/people';
import { put } from '@/lib/notebook/records';
import { begin, join, ledger, member, plainNotebook } from './plain-notebook';

export const WHEN = { now: Date.UTC(2026, 10, 24, 9), origin: 'test' } as const;
export const day = (text: string): CalendarDay => CalendarDay.parse(text);
export const [alice, bob, line, mallory] = [member(1), member(2), member(3), member(4)];

/** Alice lets others in; `a` and `m` are the copies of Alice and of Mallory. */
export const office = () => {
  const of = ledger();
  begin(of, 'directory', alice);
  join(of, alice, 'liaison-spo', true, [['directory', 'write']]);
  join(of, bob, 'secondee', false, [['directory', 'write']]);
  join(of, line, 'yot-line-manager', false, [['directory', 'write']]);
  join(of, mallory, 'secondee', false, [['directory', 'write']]);
  const a = plainNotebook(of, alice);
  const m = plainNotebook(of, mallory);
  for (const [one, role] of [
    [alice, 'liaison-spo'],
    [bob, 'secondee'],
    [line, 'yot-line-manager'],
    [mallory, 'secondee'],
  ] as const) {
    put(a.records('directory'), 'person', Person.parse({ id: one, name: 'Sample', role }), WHEN);
  }
  return { of, a, m };
};
