/**
 * Codes of automatic quality control 自动质控 (domain: QC rules run before any exceedance is judged). The number is stored and is the
 * code's bit in a mask: never renumber, only append; below 32.
 */
export const QUALITY_CODES = Object.freeze({
  /** Outside the instrument's or the physical range. */
  QC_RANGE: 1,
  /** Below minus the detection limit. */
  QC_NEG: 2,
  /** The same value for too long. */
  QC_STUCK: 3,
  /** Far from the hours before, and back within one or two periods. */
  QC_SPIKE: 4,
  /** A new level that stays. */
  QC_STEP: 5,
  /** A part is larger than its whole: PM2.5 > PM10, NH3-N > TN. */
  QC_INV: 6,
  /** Far from the mean of the three nearest neighbours. */
  QC_NEIGH: 7,
  /** Periods without a packet. */
  QC_MISS: 8,
  /** Came in too late after its time. */
  QC_LATE: 9,
  /** The device's clock is wrong. */
  QC_CLOCK: 10,
  /** The device itself says that the value is not normal. */
  QC_FLAG: 11,
  /** Too humid for an optical instrument. */
  QC_RH: 12,
  /** Under a mark 标记 that takes data out of judging. */
  QC_MARK: 13,
  /** A mark says stopped, and power or flow say not (State Council Decree 820, art. 25). */
  MARK_CONTRADICTED: 14,
} as const);

export type QualityCode = keyof typeof QUALITY_CODES;
export const QUALITY_CODE_NAMES = Object.freeze(Object.keys(QUALITY_CODES) as QualityCode[]);

export const maskOf = (codes: readonly QualityCode[]): number =>
  codes.reduce((mask, code) => mask | (1 << QUALITY_CODES[code]), 0);
/** Names of the codes in a mask, by number. */
export const codesIn = (mask: number): QualityCode[] =>
  QUALITY_CODE_NAMES.filter((code) => (mask & (1 << QUALITY_CODES[code])) !== 0);

/** Findings that rest on other hours too; what they invalidate is the hour. The others are decided part by part, or within the hour. */
export const HOUR_FINDINGS: readonly number[] = Object.freeze(
  (['QC_STUCK', 'QC_SPIKE', 'QC_STEP', 'QC_INV', 'QC_NEIGH', 'QC_MISS', 'QC_RH'] as const).map(
    (code) => QUALITY_CODES[code],
  ),
);
/** What a device or a person said, or the way of the data: nothing that the checks found in them. */
export const SAID_CODES: readonly number[] = Object.freeze(
  (['QC_LATE', 'QC_FLAG', 'QC_MARK'] as const).map((code) => QUALITY_CODES[code]),
);
