import { QUALITY_CODES } from '../../streams/contracts/codes.ts';

export type QualityCode = keyof typeof QUALITY_CODES;
export const QUALITY_CODE_NAMES = Object.freeze(Object.keys(QUALITY_CODES) as QualityCode[]);

export const maskOf = (codes: readonly QualityCode[]): number =>
  codes.reduce((mask, code) => mask | (1 << QUALITY_CODES[code]), 0);
/** Names of the codes in a mask, by number. */
export const codesIn = (mask: number): QualityCode[] =>
  QUALITY_CODE_NAMES.filter((code) => (mask & (1 << QUALITY_CODES[code])) !== 0);

/**
 * Findings that rest on other hours too; what they invalidate is the hour. The others are decided part by part, or
 * within the hour.
 */
export const HOUR_FINDINGS: readonly number[] = Object.freeze(
  (['QC_STUCK', 'QC_SPIKE', 'QC_STEP', 'QC_INV', 'QC_NEIGH', 'QC_MISS', 'QC_RH'] as const).map(
    (code) => QUALITY_CODES[code],
  ),
);
/** What a device or a person said, or the way of the data: nothing that the checks found in them. */
export const SAID_CODES: readonly number[] = Object.freeze(
  (['QC_LATE', 'QC_FLAG', 'QC_MARK'] as const).map((code) => QUALITY_CODES[code]),
);
