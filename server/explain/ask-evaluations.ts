import { loadQuery } from '../platform/store/mod.ts';
import { ExplainBounds } from './bounds.ts';
import { type ExceedanceState, exceedanceState } from './exceedance-state.ts';
import { type AskRows, whole } from './raw-row.ts';

const QUERIES = Object.freeze({
  exceedance: loadQuery('history/explain-exceedance'),
  limit: loadQuery('history/explain-limit'),
  exceeding: loadQuery('history/explain-exceeding'),
  excluded: loadQuery('history/explain-excluded'),
  excludedReasons: loadQuery('history/explain-excluded-reasons'),
});

/** A limit, or the reference of a dust monitor. Values in millionths, `from` seconds UTC. */
export interface BoundLimit {
  readonly source: number;
  readonly value: number;
  readonly cold: number;
  readonly from: number;
  readonly reference: number;
  readonly background: number | null;
}
/** A series above its limit now; values in millionths, seconds UTC. */
export interface ExceedingRow {
  readonly station: number;
  readonly factor: number;
  readonly micro: number;
  readonly limit: number;
  readonly limitSource: number;
  readonly averaging: number;
  readonly since: number;
  readonly at: number;
}
/** A series that a limit binds and a tick did not evaluate; `at` seconds UTC. */
interface ExcludedRow {
  readonly reason: number;
  readonly station: number;
  readonly factor: number;
  readonly limitSource: number;
  readonly at: number;
}
interface ReasonCount {
  readonly reason: number;
  readonly series: number;
}

/** Queries about what the windows evaluated against limits. */
export interface EvaluationAsk {
  exceedance(station: number, factor: number): Promise<ExceedanceState | null>;
  /**
   * Discharge standards of an outlet's factor (`source` > 0), and the reference of a dust monitor (`reference` > 0, its
   * mean as `value`).
   */
  limits(station: number, factor: number): Promise<readonly BoundLimit[]>;
  /** What exceeds a limit now, the largest multiple first. */
  exceeding(): Promise<readonly ExceedingRow[]>;
  /** Reason 0: for any. */
  excluded(
    tick: number,
    reason: number,
    offset: number,
    most: number,
  ): Promise<{ readonly total: number; readonly rows: readonly ExcludedRow[] }>;
  excludedReasons(tick: number): Promise<readonly ReasonCount[]>;
}

export function openEvaluationAsk(rows: AskRows): EvaluationAsk {
  return {
    exceedance: async (station, factor) => {
      const [r] = await rows(QUERIES.exceedance, { station, factor });
      return r === undefined ? null : exceedanceState(r);
    },
    limits: async (station, factor) =>
      (await rows(QUERIES.limit, { station, factor })).map((r) => ({
        source: whole(r['limit_source']),
        value: whole(r['micro']),
        cold: whole(r['cold_micro']),
        from: whole(r['in_force']),
        reference: whole(r['reference']),
        background: r['background'] ? Number(r['background']) : null,
      })),
    exceeding: async () =>
      (await rows(QUERIES.exceeding, { most: ExplainBounds.mostRows })).map((r) => ({
        station: whole(r['station']),
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        limit: whole(r['limit_micro']),
        limitSource: whole(r['limit_source']),
        averaging: whole(r['averaging']),
        since: whole(r['since_at']),
        at: whole(r['value_at']),
      })),
    excluded: async (tick, reason, offset, most) => {
      const found = await rows(QUERIES.excluded, { tick, reason, offset, most });
      return {
        total: whole(found[0]?.['total']),
        rows: found.map((r) => ({
          reason: whole(r['reason']),
          station: whole(r['station']),
          factor: whole(r['factor']),
          limitSource: whole(r['source']),
          at: whole(r['value_at']),
        })),
      };
    },
    excludedReasons: async (tick) =>
      (await rows(QUERIES.excludedReasons, { tick })).map((r) => ({
        reason: whole(r['reason']),
        series: whole(r['series']),
      })),
  };
}
