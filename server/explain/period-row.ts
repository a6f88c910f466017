import type { VersionReason } from '../../streams/contracts/explanation.ts';
import { orNull, type RawRow, whole } from './raw-row.ts';

/** A version of an hour or a day. */
export interface PeriodRow {
  /** Of an hour, seconds UTC. */
  readonly start: number;
  /** Of a day, its civil date. */
  readonly civil: string;
  readonly station: number;
  readonly factor: number;
  readonly version: number;
  /** Millionths. */
  readonly micro: number | null;
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  /** 1 from its parts, 2 as the device reported it. */
  readonly origin: number;
  readonly reason: VersionReason;
  /** ms UTC. */
  readonly computed: number;
  /** Of an hour: parts that quality control or a mark left out, and its codes as bits. */
  readonly leftOut: number;
  readonly codes: number;
}

export const periodRow = (r: RawRow): PeriodRow => ({
  start: whole(r['start']),
  civil: String(r['civil'] ?? ''),
  station: whole(r['station']),
  factor: whole(r['factor']),
  version: whole(r['version']),
  micro: orNull(r['micro']),
  count: whole(r['count']),
  expected: whole(r['expected']),
  isValid: whole(r['valid']) === 1,
  origin: whole(r['origin']),
  reason: (r['reason'] ?? 'closed') as VersionReason,
  computed: whole(r['computed_at']),
  leftOut: whole(r['left_out'] ?? 0),
  codes: whole(r['codes'] ?? 0),
});
