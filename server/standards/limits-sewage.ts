import type { Micro } from '../../streams/contracts/reading.ts';
import { microOf } from './micro-of.ts';

/**
 * Outfall of a municipal sewage works, GB 18918-2002 Table 1: limits of daily means, mg/L, by grade. An hourly excess
 * is a pre-warning only.
 */
export interface SewageLimit {
  readonly factor: number;
  readonly grade: '1A' | '1B';
  readonly value: Micro;
  /** Where the limit is another at low water temperature: the value up to and including 12 degrees Celsius (NH3-N). */
  readonly cold: Micro | null;
  readonly clause: string;
}

const limit = (factor: number, grade: SewageLimit['grade'], value: string, cold: string | null = null): SewageLimit =>
  Object.freeze({
    factor,
    grade,
    value: microOf(value),
    cold: cold === null ? null : microOf(cold),
    clause: 'GB 18918-2002 表1',
  });

const COD = 49,
  BOD5 = 51,
  SS = 50,
  TN = 48,
  NH3N = 46,
  TP = 47;
/** TP for works built since 2006; the older limits are 1.0 and 1.5. */
export const SEWAGE_LIMITS: readonly SewageLimit[] = Object.freeze([
  limit(COD, '1A', '50'),
  limit(COD, '1B', '60'),
  limit(BOD5, '1A', '10'),
  limit(BOD5, '1B', '20'),
  limit(SS, '1A', '10'),
  limit(SS, '1B', '20'),
  limit(TN, '1A', '15'),
  limit(TN, '1B', '20'),
  limit(NH3N, '1A', '5', '8'),
  limit(NH3N, '1B', '8', '15'),
  limit(TP, '1A', '0.5'),
  limit(TP, '1B', '1'),
]);
