/** Timers that a test winds on by hand. */
import type { Timers } from '@/lib/sync/timers';

export class Clock implements Timers {
  #now = 0;
  readonly #due: { readonly at: number; readonly run: () => void }[] = [];

  readonly now = (): number => this.#now;

  readonly later = (milliseconds: number, run: () => void): (() => void) => {
    const entry = { at: this.#now + milliseconds, run };
    this.#due.push(entry);
    return () => {
      const at = this.#due.indexOf(entry);
      if (at >= 0) this.#due.splice(at, 1);
    };
  };

  /** Lets so much time pass, and what was due in it happen. */
  wind(milliseconds: number): void {
    this.#now += milliseconds;
    for (;;) {
      const at = this.#due.findIndex((entry) => entry.at <= this.#now);
      const [entry] = at < 0 ? [] : this.#due.splice(at, 1);
      if (entry === undefined) return;
      entry.run();
    }
  }
}
