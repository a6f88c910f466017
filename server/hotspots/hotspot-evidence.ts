import { cellColumn, cellParent, cellRow } from '../../streams/contracts/projection.ts';
import type { Registry } from '../registry/mod.ts';
import { hotspotRuleAt, type HotspotRule } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { emergingOf, hotHoursOf, SLICED_FACTOR, type Emerging, type HourExcess, type SliceSize } from './hot-slices.ts';
import { analyse, type AnalysedCell } from './hotspot-question.ts';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';

/** Candidates of one story: those in the cell and those upwind of it, best first. */
const MOST_CANDIDATES = 60;
const EVIDENCE = loadQuery('hotspots/cell-evidence');
const WIND = loadQuery('hotspots/cell-wind');
const UPWIND = loadQuery('hotspots/upwind');
const REGIONS = `SELECT level, region, share FROM cell_regions
  WHERE size = {size:UInt16} AND generation = {generation:UInt64} AND cell = {cell:UInt32} ORDER BY level, share DESC, region`;
const NEWEST_TICK = 'SELECT max(tick) AS tick FROM rolling';
const GENERATION = 'SELECT toString(generation) AS generation FROM grid_generations FINAL ORDER BY built DESC LIMIT 1';
const EPOCH = 1_577_836_800;

/** A station that speaks for a cell. Values in millionths. */
interface CellStation {
  readonly station: number;
  readonly isInside: boolean;
  readonly metres: number;
  /** Its part of the cell's value; 0 where it has none. The parts sum to 1. */
  readonly part: number;
  readonly value: number | null;
  /** What the others would say at its place. */
  readonly leftOut: number | null;
}

/** A share of the cell's area that a responsibility grid holds, 0..1; the first of a level is the one that answers for the cell. */
interface CellRegion {
  readonly level: number;
  readonly region: number;
  readonly share: number;
}

/** Vector mean of the wind of the last hours around the cell. */
interface CellWind {
  /** Degrees it comes from; `null` where it is too weak to have a direction. */
  readonly from: number | null;
  /** Resultant and mean of the speeds, m/s. */
  readonly speed: number;
  readonly meanSpeed: number;
  readonly samples: number;
  readonly stations: readonly number[];
}

/** Somebody who stands in the cell or upwind of it, with what is known of him now. */
export interface Candidate {
  readonly station: number;
  readonly kind: number;
  readonly isInside: boolean;
  readonly isUpwind: boolean;
  readonly metres: number;
  /** From the cell's centre, degrees of the grid. */
  readonly bearing: number;
  readonly exceedance: {
    readonly factor: number;
    readonly multiple: number;
    readonly value: number;
    readonly limit: number;
    readonly limitSource: number;
    readonly since: number;
  } | null;
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

export interface HotspotEvidence {
  /** ms UTC of the tick. */
  readonly at: number;
  readonly rule: HotspotRule;
  /** `null` where nothing supports the cell now. */
  readonly cell: AnalysedCell | null;
  readonly stations: readonly CellStation[];
  readonly regions: readonly CellRegion[];
  readonly wind: CellWind | null;
  readonly candidates: readonly Candidate[];
  /** Cell whose slices are told: the cell itself, or the 1-km cell that a 500-m one lies in. */
  readonly slices: { readonly size: SliceSize; readonly cell: number };
  readonly hotHours: readonly HourExcess[];
  readonly emerging: Emerging | null;
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
 * One cell's whole story at the newest tick, worked out when it is asked, so that value, stations, background and candidates
 * are of one instant. @returns `null` before the first tick, or where the city has no such cell
 */
export async function askHotspotEvidence(
  store: Store,
  registry: Registry,
  of: { readonly size: number; readonly cell: number; readonly factor: number; readonly now: number },
): Promise<HotspotEvidence | null> {
  const { size, cell, factor, now } = of;
  const [newest] = await store.rows<{ tick: number }>('history', NEWEST_TICK);
  const [known] = await store.rows<{ generation: string }>('history', GENERATION);
  if (!newest || newest.tick === 0 || !known) return null;
  const { tick } = newest;
  const { generation } = known;
  const at = tick + EPOCH;
  const rule = hotspotRuleAt(at * 1000);
  const regions = await store.rows<{ level: number; region: number; share: number }>('history', REGIONS, {
    size,
    generation,
    cell,
  });
  const evidence = await store.rows<{
    station: number;
    in_cell: number;
    metres: number;
    weight: string;
    value: string | null;
    left_out: string | null;
  }>('history', EVIDENCE, { tick, factor, size, generation, cell });
  if (regions.length === 0 && evidence.length === 0) return null;
  const analysed =
    (await analyse(store, 'history', { source: { tick }, at, factor, size, generation })).find(
      (row) => row.cell === cell,
    ) ?? null;
  const wind = await windAround(
    store,
    registry,
    evidence.map(({ station }) => station),
    at,
    rule,
  );
  const candidates = await candidatesOf(store, { cell, size, at, from: wind?.from ?? null, rule });
  const slices = {
    size: (size === 3000 ? 3000 : 1000) as SliceSize,
    cell: size === 500 ? cellParent(cell, 500, 1000) : cell,
  };
  const zone = registry.city?.timezone ?? DEFAULT_ZONE;
  const [emerging] =
    factor === SLICED_FACTOR ? await emergingOf(store, 'history', slices.size, now, zone, [slices.cell]) : [];
  return {
    at: at * 1000,
    rule,
    cell: analysed,
    stations: partsOf(evidence),
    regions: regions.map(({ level, region, share }) => ({ level, region, share: share / 1e6 })),
    wind,
    candidates,
    slices,
    hotHours: factor === SLICED_FACTOR ? await hotHoursOf(store, 'history', slices.size, now, zone, slices.cell) : [],
    emerging: emerging ?? null,
  };
}

/** Each station's part of the cell's value: alike within the cell, by weight around it. */
function partsOf(
  rows: readonly {
    station: number;
    in_cell: number;
    metres: number;
    weight: string;
    value: string | null;
    left_out: string | null;
  }[],
): CellStation[] {
  const isMeasured = rows.some((row) => row.in_cell === 1 && row.value !== null);
  const weightOf = (row: (typeof rows)[number]): number =>
    row.value === null ? 0 : isMeasured ? row.in_cell : Number(row.weight);
  const total = rows.reduce((sum, row) => sum + weightOf(row), 0);
  return rows.map((row) => ({
    station: row.station,
    isInside: row.in_cell === 1,
    metres: row.metres,
    part: total === 0 ? 0 : weightOf(row) / total,
    value: row.value === null ? null : Number(row.value),
    leftOut: row.left_out === null ? null : Number(row.left_out),
  }));
}

async function windAround(
  store: Store,
  registry: Registry,
  near: readonly number[],
  at: number,
  rule: HotspotRule,
): Promise<CellWind | null> {
  const stations = near.filter((id) => registry.station(id)?.factors.includes(23));
  if (stations.length === 0) return null;
  const [row] = await store.rows<{ samples: string; mean_speed: number; resultant: number; from_degrees: number }>(
    'history',
    WIND,
    { stations, from: at - rule.upwindSeconds, until: at },
  );
  if (!row || Number(row.samples) === 0) return null;
  return {
    from: row.resultant < rule.calmSpeed ? null : row.from_degrees,
    speed: row.resultant,
    meanSpeed: row.mean_speed,
    samples: Number(row.samples),
    stations,
  };
}

/** Who stands in a cell and upwind of it, ranked. @param from degrees the wind comes from, `null` for calm */
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
            multiple: row.multiple,
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
