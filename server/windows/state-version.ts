/** Versions of the rows of the rolling state: a counter, so that the newest row counts whatever the clock does. */
export interface StateVersion {
  /** One above every version given before. */
  next(): number;
}

/** @param newest the largest version that the store holds */
export function stateVersion(newest: number): StateVersion {
  let version = newest;
  return { next: () => (version += 1) };
}
