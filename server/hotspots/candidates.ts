import type { Exceedance } from '../../streams/contracts/exceedance.ts';
import { cellColumn, cellRow } from '../../streams/contracts/projection.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { exceedanceHundredths, type HotspotRule } from '../standards/mod.ts';

/** Candidates of one cell: those in it and those upwind of it, best first. */
const MOST_CANDIDATES = 60;
const UPWIND = loadQuery('hotspots/upwind');

/** A source that stands in the cell or upwind of it, with what is known of it now. */
export interface Candidate {
  readonly station: number;
  readonly kind: number;
  readonly isInside: boolean;
  readonly isUpwind: boolean;
  readonly metres: number;
  /** From the cell's centre, degrees of the grid. */
  readonly bearing: number;
  readonly exceedance: Pick<
    Exceedance,
    'factor' | 'value' | 'limit' | 'limitSource' | 'multipleHundredths' | 'since'
  > | null;
  /** kW; `null` where no meter spoke in the last half hour. */
  readonly power: {
    readonly production: number;
    readonly rated: number;
    readonly treatment: number | null;
    readonly isRunning: boolean;
  } | null;
  readonly decay: number;
  readonly state: number;
  readonly score: number;
}

interface CandidateRow {
  station: number;
  kind: number;
  inside: number;
  upwind: number;
  metres: number;
  bearing: number;
  factor: number;
  multiple: number | null;
  value: string | null;
  limit_value: string | null;
  limit_source: number;
  since: number;
  production: number | null;
  rated: number | null;
  treatment: number | null;
  running: number | null;
  decay: number;
  state: number;
  score: number;
}

/**
 * Sources in a cell and upwind of it, ranked.
 * @param at seconds UTC @param size metres @param from degrees the wind comes from, `null` for calm
 */
export async function candidatesOf(
  store: Store,
  of: {
    readonly cell: number;
    readonly size: number;
    readonly at: number;
    readonly from: number | null;
    readonly rule: HotspotRule;
  },
): Promise<Candidate[]> {
  const { cell, size, at, from, rule } = of;
  const rows = await store.rows<CandidateRow>('history', UPWIND, {
    cell,
    size,
    x: (cellColumn(cell) + 0.5) * size,
    y: (cellRow(cell) + 0.5) * size,
    from_degrees: from ?? -1,
    now: at,
    most: MOST_CANDIDATES,
    reach: rule.upwindMetres,
    sector: rule.sectorDegrees,
    half: rule.halfMetres,
    running_percent: rule.runningPercent,
    running: rule.runningWeight,
    unknown: rule.unknownWeight,
    most_multiple: rule.mostMultiple,
  });
  return rows.map((row) => ({
    station: row.station,
    kind: row.kind,
    isInside: row.inside === 1,
    isUpwind: row.upwind === 1,
    metres: row.metres,
    bearing: row.bearing,
    exceedance:
      row.multiple === null
        ? null
        : {
            factor: row.factor,
            multipleHundredths: exceedanceHundredths(Number(row.value), Number(row.limit_value)),
            value: Number(row.value),
            limit: Number(row.limit_value),
            limitSource: row.limit_source,
            since: row.since * 1000,
          },
    power:
      row.production === null
        ? null
        : { production: row.production, rated: row.rated ?? 0, treatment: row.treatment, isRunning: row.running === 1 },
    decay: row.decay,
    state: row.state,
    score: row.score,
  }));
}
