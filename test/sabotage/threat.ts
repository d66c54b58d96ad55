/** What one row of the threat model holds: somebody, what they cannot do, the test that shows it and the patch that it notices. */

export interface Test {
  readonly file: string;
  readonly name: string;
}

/** Takes one defence out; `find` occurs exactly once in the file. */
export interface Patch {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

export interface Row {
  /** What they cannot do, as a sentence. */
  readonly cannot: string;
  readonly test: Test;
  readonly patch: Patch;
}
