import { DEADBAND_PERCENT } from '../../streams/contracts/exceedance.ts';
import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { TickInstant } from './tick-instant.ts';

const EXCLUDED = loadQuery('windows/excluded');
const BELOW_DEADBAND = loadQuery('windows/evaluated-at');

/** Rows of topic `excluded`: series that a limit binds and this tick did not evaluate, by reason. */
export async function excludedOf(store: Store, instant: TickInstant): Promise<PublishedRow<'excluded'>[]> {
  const rows = await store.rows<{ reason: number; series: string }>('evaluate', EXCLUDED, { tick: instant.tick });
  return rows.map((row) => ({ key: row.reason, count: Number(row.series) }));
}

/**
 * Of the series asked for, those that this tick evaluated and found below the deadband by every rule that binds them.
 * @param series keys (`seriesKey`) @returns key -> the newest instant a valid value speaks up to, ms UTC
 */
export async function belowDeadbandOf(
  store: Store,
  instant: TickInstant,
  series: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  if (series.length === 0) return new Map();
  const [keys = [], instants = []] = await store.columns('evaluate', BELOW_DEADBAND, {
    tick: instant.tick,
    series,
    percent: 100 - DEADBAND_PERCENT,
  });
  return new Map(keys.map((key, i) => [Number(key), Number(instants[i]) * 1000]));
}
