import type { VersionReason } from '../../streams/contracts/explanation.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { openCountAsk, type CountAsk } from './ask-counts.ts';
import { ExplainBounds } from './bounds.ts';
import type { FieldCell } from './hot-field.ts';
import { orNull, whole, type RawRow } from './raw-row.ts';

/** One thing ever said of a series: value in millionths, flag as its character code. */
export interface Observation {
  readonly time: number;
  readonly micro: number;
  readonly flag: number;
  readonly ordinal: number;
  readonly heard: number;
}
export interface RollingRow {
  readonly station: number;
  readonly factor: number;
  readonly folded: number;
  readonly sum: bigint;
  readonly count: number;
  readonly mean: number | null;
  readonly end: number;
  readonly closed: boolean;
  readonly mean8: number | null;
  readonly mean24: number | null;
  readonly lastAt: number;
  readonly last: number | null;
  readonly lastFlag: number;
}
/** A version of an hour or a day. `start`: seconds UTC of an hour; `civil`: date of a day. */
export interface PeriodRow {
  readonly start: number;
  readonly civil: string;
  readonly station: number;
  readonly factor: number;
  readonly version: number;
  readonly micro: number | null;
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  readonly origin: number;
  readonly reason: VersionReason;
  readonly computed: number;
  /** Of an hour: parts that quality control or a mark left out, and its codes as bits. */
  readonly leftOut: number;
  readonly codes: number;
}
export interface RegionDayRow {
  readonly civil: string;
  readonly region: number;
  readonly factor: number;
  readonly micro: number;
  readonly reporting: number;
}
export interface WaterItemRow {
  readonly factor: number;
  readonly micro: number;
  readonly sampled: number;
  readonly class: number;
  readonly target: number;
}
export interface ExceedanceState {
  readonly active: number;
  readonly episodes: number;
  readonly first: number;
  readonly since: number;
  readonly seen: number;
  readonly micro: number;
  readonly limit: number;
  readonly limitSource: number;
  readonly averaging: number;
  readonly at: number;
  readonly over: number;
  readonly trend: number;
  readonly reference: number;
  readonly referenceAt: number;
  readonly peak: number;
}
/** Values in millionths, `from` seconds UTC. */
interface BoundLimit {
  readonly source: number;
  readonly value: number;
  readonly cold: number;
  readonly from: number;
  readonly reference: number;
  readonly background: number | null;
}
/** A span under an excluding mark, seconds UTC; factor 0 = all of the station. */
export interface MarkSpan {
  readonly factor: number;
  readonly since: number;
  readonly until: number;
}
interface SliceDay {
  readonly day: number;
  readonly z: number;
  readonly class: number;
}
interface CellShare {
  readonly station: number;
  readonly weight: bigint;
  readonly isInside: boolean;
}

const QUERIES = Object.freeze({
  readings: loadQuery('history/explain-readings'),
  rolling: loadQuery('history/explain-rolling'),
  hours: loadQuery('history/explain-hours'),
  hourVersions: loadQuery('history/explain-hour-versions'),
  days: loadQuery('history/explain-days'),
  dayVersions: loadQuery('history/explain-day-versions'),
  regionDays: loadQuery('history/explain-region-days'),
  water: loadQuery('history/explain-water'),
  exceedance: loadQuery('history/explain-exceedance'),
  heard: loadQuery('history/explain-heard'),
  cell: loadQuery('history/explain-cell'),
  limit: loadQuery('history/explain-limit'),
  marks: loadQuery('history/explain-marks'),
  slices: loadQuery('history/explain-slices'),
});
const TICKS = {
  rolling: 'SELECT DISTINCT tick FROM rolling ORDER BY tick DESC',
  judgements: 'SELECT DISTINCT tick FROM judgements ORDER BY tick DESC',
  hotspot_cells: 'SELECT DISTINCT tick FROM hotspot_cells ORDER BY tick DESC',
};
const FIELD = 'SELECT cell, mean FROM hotspot_cells WHERE tick = {tick:UInt32} AND size = {size:UInt16} ORDER BY cell';

const period = (r: RawRow): PeriodRow => ({
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

/** The questions behind explanations: plain reads of what is stored, never of what was made of it. All on lane `history`, each bounded. */
export interface Ask extends CountAsk {
  ticks(table: keyof typeof TICKS): Promise<readonly number[]>;
  readings(
    series: { readonly station: number; readonly factor: number; readonly statistic: number },
    from: number,
    until: number,
  ): Promise<readonly Observation[]>;
  rolling(tick: number, stations: readonly number[], factors: readonly number[]): Promise<readonly RollingRow[]>;
  hours(
    stations: readonly number[],
    factors: readonly number[],
    from: number,
    until: number,
  ): Promise<readonly PeriodRow[]>;
  hourVersions(station: number, factor: number, start: number): Promise<readonly PeriodRow[]>;
  days(
    stations: readonly number[],
    factors: readonly number[],
    from: string,
    until: string,
  ): Promise<readonly PeriodRow[]>;
  dayVersions(station: number, factor: number, day: string): Promise<readonly PeriodRow[]>;
  regionDays(regions: readonly number[], from: string, until: string): Promise<readonly RegionDayRow[]>;
  waterItems(station: number): Promise<readonly WaterItemRow[]>;
  exceedance(station: number, factor: number): Promise<ExceedanceState | null>;
  heard(
    stations: readonly number[],
  ): Promise<ReadonlyMap<number, { readonly spokeOf: number; readonly heard: number }>>;
  marks(station: number, hour: number): Promise<readonly MarkSpan[]>;
  cell(size: number, cell: number): Promise<readonly CellShare[]>;
  /** Every cell's value at one tick, millionths. */
  field(tick: number, size: number): Promise<readonly FieldCell[]>;
  /** Daily slices of a cell, oldest first, and the last day that any cell has; labels of civil days, seconds UTC. */
  slices(
    size: number,
    cell: number,
    from: number,
    until: number,
  ): Promise<{ readonly days: readonly SliceDay[]; readonly latest: number }>;
  /** Discharge standards of an outlet's factor (`source` > 0), and the reference of a dust monitor (`reference` > 0, its mean as `value`). */
  limits(station: number, factor: number): Promise<readonly BoundLimit[]>;
}

export function openAsk(store: Pick<Store, 'rows' | 'columns'>): Ask {
  const { mostRows: most } = ExplainBounds;
  const rows = (sql: string, parameters: Record<string, unknown> = {}): Promise<RawRow[]> =>
    store.rows<RawRow>('history', sql, parameters);
  return {
    ...openCountAsk(store),
    ticks: async (table) => (await rows(TICKS[table])).map(({ tick }) => whole(tick)),
    readings: async (series, from, until) =>
      (await rows(QUERIES.readings, { ...series, from, until, most })).map((r) => ({
        time: whole(r['t']),
        micro: whole(r['micro']),
        flag: whole(r['flag']),
        ordinal: whole(r['said']),
        heard: whole(r['heard']),
      })),
    rolling: async (tick, stations, factors) =>
      (await rows(QUERIES.rolling, { tick, stations, factors })).map((r) => ({
        station: whole(r['station']),
        factor: whole(r['factor']),
        folded: whole(r['folded']),
        sum: BigInt(r['sum'] ?? 0),
        count: whole(r['count']),
        mean: orNull(r['mean']),
        end: whole(r['end']),
        closed: whole(r['closed']) === 1,
        mean8: orNull(r['mean_8']),
        mean24: orNull(r['mean_24']),
        lastAt: whole(r['last_at']),
        last: orNull(r['last_micro']),
        lastFlag: whole(r['last_flag']),
      })),
    hours: async (stations, factors, from, until) =>
      (await rows(QUERIES.hours, { stations, factors, from, until, most })).map(period),
    hourVersions: async (station, factor, start) =>
      (await rows(QUERIES.hourVersions, { station, factor, start, most: ExplainBounds.versions })).map(period),
    days: async (stations, factors, from, until) =>
      (await rows(QUERIES.days, { stations, factors, from, until, most })).map(period),
    dayVersions: async (station, factor, day) =>
      (await rows(QUERIES.dayVersions, { station, factor, day, most: ExplainBounds.versions })).map(period),
    regionDays: async (regions, from, until) =>
      (await rows(QUERIES.regionDays, { regions, from, until, most })).map((r) => ({
        civil: String(r['civil']),
        region: whole(r['region']),
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        reporting: whole(r['reporting']),
      })),
    waterItems: async (station) =>
      (await rows(QUERIES.water, { station })).map((r) => ({
        factor: whole(r['factor']),
        micro: whole(r['micro']),
        sampled: whole(r['sampled']),
        class: whole(r['class']),
        target: whole(r['target']),
      })),
    exceedance: async (station, factor) => {
      const [r] = await rows(QUERIES.exceedance, { station, factor });
      return r === undefined
        ? null
        : {
            active: whole(r['active']),
            episodes: whole(r['episodes']),
            first: whole(r['first_at']),
            since: whole(r['since_at']),
            seen: whole(r['seen_at']),
            micro: whole(r['micro']),
            limit: whole(r['limit_micro']),
            limitSource: whole(r['limit_source']),
            averaging: whole(r['averaging']),
            at: whole(r['value_at']),
            over: whole(r['over']),
            trend: whole(r['trend']),
            reference: whole(r['reference_micro']),
            referenceAt: whole(r['reference_time']),
            peak: whole(r['peak_millionths']),
          };
    },
    heard: async (stations) =>
      new Map(
        (await rows(QUERIES.heard, { stations })).map((r) => [
          whole(r['station']),
          { spokeOf: whole(r['spoke_of']), heard: whole(r['heard']) },
        ]),
      ),
    field: async (tick, size) => {
      const [cells = [], means = []] = await store.columns('history', FIELD, { tick, size });
      return cells.map((cell, i) => ({ cell: Number(cell), mean: Number(means[i]) }));
    },
    slices: async (size, cell, from, until) => {
      const found = await rows(QUERIES.slices, { size, cell, from, until });
      return {
        days: found.map((r) => ({ day: whole(r['day']), z: whole(r['z']), class: whole(r['class']) })),
        latest: whole(found[0]?.['latest']),
      };
    },
    marks: async (station, hour) =>
      (await rows(QUERIES.marks, { station, start: hour })).map((r) => ({
        factor: whole(r['factor']),
        since: whole(r['since']),
        until: whole(r['until']),
      })),
    limits: async (station, factor) =>
      (await rows(QUERIES.limit, { station, factor })).map((r) => ({
        source: whole(r['limit_source']),
        value: whole(r['micro']),
        cold: whole(r['cold_micro']),
        from: whole(r['in_force']),
        reference: whole(r['reference']),
        background: r['background'] ? Number(r['background']) : null,
      })),
    cell: async (size, cell) =>
      (await rows(QUERIES.cell, { size, cell, most: 2 * ExplainBounds.versions })).map((r) => ({
        station: whole(r['station']),
        weight: BigInt(r['share'] ?? 0),
        isInside: whole(r['inside']) === 1,
      })),
  };
}
