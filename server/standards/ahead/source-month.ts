/** HJ 76-2017 Annex B, HJ 212-2017 D (24)(25): least valid days of a source's month. */
const SOURCE_MONTH = Object.freeze({ days: 25, february: 23, clause: 'HJ 76-2017 附录B' });

/** Does a source's month of valid days count? `month` 1..12. */
export const sourceMonthIsValid = (days: number, month: number): boolean =>
  days >= (month === 2 ? SOURCE_MONTH.february : SOURCE_MONTH.days);
