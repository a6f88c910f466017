import type { Check } from './check.ts';

/** One check of some stretches of stations in one hour or day. */
export interface StretchCheck extends Check {
  /** Most of it is still to be computed; nothing was compared. */
  readonly isDue: boolean;
  /** Stretches with series that are still to be computed, and with such that disagree: they are not verified. */
  readonly waiting: ReadonlySet<number>;
  readonly wrong: ReadonlySet<number>;
}

/** A check that compared nothing. @param postponed values left for later */
export const nothingChecked = (kind: 'hour' | 'day', postponed: number): StretchCheck => ({
  kind,
  checked: 0,
  postponed,
  disagreements: [],
  covers: () => false,
  isDue: true,
  waiting: new Set(),
  wrong: new Set(),
});
