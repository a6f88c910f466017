/** Counts of the city since its start, shown by `/readyz`. */
export interface Figures {
  live: number;
  hours: number;
  days: number;
  backfilled: number;
  silent: number;
  garbled: number;
  late: number;
  commands: number;
  encrypting: number;
}

/** @param encrypting devices that hold a key */
export const newFigures = (encrypting: number): Figures => ({
  live: 0,
  hours: 0,
  days: 0,
  backfilled: 0,
  silent: 0,
  garbled: 0,
  late: 0,
  commands: 0,
  encrypting,
});
