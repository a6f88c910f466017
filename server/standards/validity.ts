/** Minimum valid parts of each statistic. Below it a value is shown as insufficient and never judged. */
export const VALIDITY = Object.freeze({
  /** GB 3095-2026 Table 4, HJ 212-2017 D (24): at least 45 min of the hour. */
  hourShare: { numerator: 3, denominator: 4, clause: 'GB 3095-2026 表4' },
  /** At least 6 hourly means in the 8 h. */
  eightHours: { minimum: 6, of: 8, clause: 'GB 3095-2026 表4' },
  /** At least 20 hourly means in the natural day. */
  day: { minimum: 20, of: 24, clause: 'GB 3095-2026 表4' },
  /**
   * MDA8: at least 14 of the 17 eight-hour means that end 08:00..24:00, or any valid one above the limit (HJ 663-2013
   * 6.1.2).
   */
  mda8: { minimum: 14, of: 17, clause: 'HJ 663-2013 6.1.2' },
});

/** Does an hour of `valid` parts out of `expected` count? */
export const hourIsValid = (valid: number, expected: number): boolean =>
  expected > 0 && valid * VALIDITY.hourShare.denominator >= expected * VALIDITY.hourShare.numerator;
