import { loadQuery, type Store } from '../platform/store/mod.ts';
import { hotspotRuleAt } from '../standards/mod.ts';
import { ANALYSIS, analysisParameters } from './analysis-question.ts';
import { DAY_SECONDS, daysBefore } from './slice-days.ts';
import { SLICE_SIZES } from './slice-size.ts';

/**
 * Hours and days written per refresh, some 3 s of the engine; what is left follows at the next one: two weeks in a
 * quarter of an hour.
 */
export const MOST_SLICES = 4;
/** Slices are of PM2.5. */
export const SLICED_FACTOR = 1;

const DUE = loadQuery('hotspots/hot-slices-due');
const NEWEST_VERSION = 'SELECT toString(max(version)) AS version FROM hot_slice_heads';
const WRITE = `INSERT INTO hot_slices (span, size, cell, start, mean, background, z, class, version)
  SELECT {span:UInt8}, {size:UInt16}, cell, toDateTime({start:UInt32}, 'UTC'), mean, background, z, class,
    {version:UInt64}
  FROM (${ANALYSIS}) SETTINGS max_threads = 1`;

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

/**
 * Keeps `hot_slices` to `hours_now` and `days_now`: a late value that changed an hour makes its slice due again. The
 * caller never asks twice at once.
 */
export function openHotSlices(store: Store): HotSlices {
  let version = -1;
  const write = async (span: 1 | 24, start: number, head: string, generation: string): Promise<void> => {
    version += 1;
    const source = span === 1 ? { hour: start } : { day: start / DAY_SECONDS };
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
        const [row] = await store.rows<{ version: string }>('grid', NEWEST_VERSION);
        version = Number(row?.version ?? 0);
      }
      let written = 0;
      let isPartial = false;
      const days = daysBefore(nowMs, zone);
      const hour = Math.floor(nowMs / 3_600_000) * 3600;
      for (const [span, from, until] of [
        [24, days.from, days.until],
        [1, hour - hotspotRuleAt(nowMs).days * DAY_SECONDS, hour],
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
