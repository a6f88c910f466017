import { DateTime } from 'luxon';
import { hotspotRuleAt } from '../standards/mod.ts';
import { loadQuery, type Lane, type Store } from '../platform/store/mod.ts';
import { ANALYSIS, analysisParameters } from './hotspot-question.ts';

/** Sizes whose slices are kept; a 500-m cell is told by the 1-km cell it lies in. */
const SLICE_SIZES = Object.freeze([1000, 3000] as const);
export type SliceSize = (typeof SLICE_SIZES)[number];
/** Hours and days written per look, some 3 s of the engine; what is left follows at the next one: two weeks in a quarter of an hour. */
export const MOST_SLICES = 4;
/** Slices are of PM2.5. */
export const SLICED_FACTOR = 1;
const DAY = 86_400;

const DUE = loadQuery('hotspots/hot-slices-due');
const HOT_HOURS = loadQuery('hotspots/hot-hours');
const EMERGING = loadQuery('hotspots/emerging');
const WRITE = `INSERT INTO hot_slices (span, size, cell, start, mean, background, z, class, version)
  SELECT {span:UInt8}, {size:UInt16}, cell, toDateTime({start:UInt32}, 'UTC'), mean, background, z, class, {version:UInt64} FROM (${ANALYSIS}) SETTINGS max_threads = 1`;

export const EMERGING_KINDS = Object.freeze([
  'none',
  'new',
  'consecutive',
  'intensifying',
  'persistent',
  'diminishing',
  'sporadic',
] as const);
export type EmergingKind = (typeof EMERGING_KINDS)[number];

/** How a cell came to be hot, over the daily slices. */
export interface Emerging {
  readonly cell: number;
  readonly kind: EmergingKind;
  /** Days in the series, hot ones, and those of the uninterrupted run up to the last. */
  readonly days: number;
  readonly hotDays: number;
  readonly run: number;
  /** Mann-Kendall: S, its variance, and the continuity-corrected z. */
  readonly s: number;
  readonly variance: number;
  readonly trend: number;
}

/** An hour of the civil day, its mean excess over the background (millionths) and the days it rests on. */
export interface HourExcess {
  readonly hour: number;
  readonly excess: number;
  readonly days: number;
}

/** The days that a look at `nowMs` rests on: whole civil days before today. Seconds UTC of the midnight that labels a day in `hot_slices`. */
export function daysBefore(
  nowMs: number,
  zone: string,
): { from: number; until: number; least: number; persistent: number } {
  const rule = hotspotRuleAt(nowMs);
  const until = Date.parse(`${DateTime.fromMillis(nowMs, { zone }).toISODate()}T00:00:00Z`) / 1000;
  return {
    from: until - rule.days * DAY,
    until,
    least: Math.ceil((rule.days * rule.leastDaysPercent) / 100),
    persistent: rule.persistentPercent,
  };
}

/** Emerging classes of the cells named, or of all that were hot on any day where none is named. */
export async function emergingOf(
  store: Store,
  lane: Lane,
  size: SliceSize,
  nowMs: number,
  zone: string,
  cells: readonly number[] = [],
): Promise<Emerging[]> {
  const rows = await store.rows<{
    cell: number;
    n: string;
    hot_days: string;
    run: string;
    s: string;
    variance: number;
    trend: number;
    kind: number;
  }>(lane, EMERGING, { size, cells, ...daysBefore(nowMs, zone) });
  return rows.map((row) =>
    Object.freeze({
      cell: row.cell,
      kind: EMERGING_KINDS[row.kind]!,
      days: Number(row.n),
      hotDays: Number(row.hot_days),
      run: Number(row.run),
      s: Number(row.s),
      variance: Number(row.variance),
      trend: Number(row.trend),
    }),
  );
}

/** Hours of the civil day by their excess over the last days, hottest first; only those that enough days have. */
export async function hotHoursOf(
  store: Store,
  lane: Lane,
  size: SliceSize,
  nowMs: number,
  zone: string,
  cell: number,
): Promise<HourExcess[]> {
  const rule = hotspotRuleAt(nowMs);
  const until = Math.floor(nowMs / 3_600_000) * 3600;
  const rows = await store.rows<{ profile: [number, string, string][] }>(lane, HOT_HOURS, {
    size,
    cells: [cell],
    zone,
    from: until - rule.days * DAY,
    until,
    least: Math.ceil((rule.days * rule.leastDaysPercent) / 100),
  });
  return (rows[0]?.profile ?? []).map(([hour, excess, days]) =>
    Object.freeze({ hour, excess: Number(excess), days: Number(days) }),
  );
}

export interface HotSlices {
  /**
   * Writes slices that are due, newest first, at most `MOST_SLICES` of hours and of days.
   * @param generation of `grid_cells` @returns how many, and whether some are left
   */
  refresh(
    nowMs: number,
    zone: string,
    generation: string,
  ): Promise<{ readonly written: number; readonly isPartial: boolean }>;
}

/** Keeps `hot_slices` to `hours_now` and `days_now`: a late value that changed an hour makes its slice due again. The caller never asks twice at once. */
export function openHotSlices(store: Store): HotSlices {
  let version = -1;
  const write = async (span: 1 | 24, start: number, head: string, generation: string): Promise<void> => {
    version += 1;
    const source = span === 1 ? { hour: start } : { day: start / DAY };
    for (const size of SLICE_SIZES) {
      await store.command('grid', WRITE, {
        ...(await analysisParameters(store, 'grid', { source, at: start, factor: SLICED_FACTOR, size, generation })),
        span,
        start,
        version,
      });
    }
    // After the rows: a slice without its head is due again, and only rows of the head's version are read.
    await store.insert(
      'hot_slice_heads',
      ['span', 'start', 'head', 'generation', 'version'],
      [[span, start, head, generation, version]],
    );
  };
  return {
    async refresh(nowMs, zone, generation) {
      if (version < 0) {
        const [row] = await store.rows<{ version: string }>(
          'grid',
          'SELECT toString(max(version)) AS version FROM hot_slice_heads',
        );
        version = Number(row?.version ?? 0);
      }
      let written = 0;
      let isPartial = false;
      const days = daysBefore(nowMs, zone);
      const hour = Math.floor(nowMs / 3_600_000) * 3600;
      for (const [span, from, until] of [
        [24, days.from, days.until],
        [1, hour - hotspotRuleAt(nowMs).days * DAY, hour],
      ] as const) {
        const due = await store.rows<{ start: number; head: string }>('grid', DUE, {
          span,
          from,
          until,
          factor: SLICED_FACTOR,
          generation,
          most: MOST_SLICES,
        });
        for (const { start, head } of due) await write(span, start, head, generation);
        written += due.length;
        isPartial ||= due.length === MOST_SLICES;
      }
      return { written, isPartial };
    },
  };
}
