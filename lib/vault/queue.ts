/** A queue: asynchronous work on one state, one piece after the other, in the order of asking. */

export type Queue = <T>(work: () => Promise<T>) => Promise<T>;

export const makeQueue = (): Queue => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    // One failed piece is reported to whoever asked for it and does not hold up the others.
    last = next.catch(() => undefined);
    return next;
  };
};
