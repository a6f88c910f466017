import { GuanlanError } from '../../streams/contracts/errors.ts';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { HOUR_FINDINGS, MARKED_HOUR_SECONDS, RUNNING_PERCENT, WITNESS_FACTORS } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { computeOutletHours } from './outlets.ts';
import type { DirtyPeriods } from './dirty-periods.ts';
import type { HoursChunk } from './next-chunk.ts';

const factorIds = (...codes: readonly string[]): readonly number[] =>
  codes.map((code) => {
    const factor = factorByCode(code);
    if (factor === undefined) throw new GuanlanError('GL_INTERNAL', `factor ${code} is not in the catalogue`);
    return factor.id;
  });

/** Averaged as unit vectors, and by energy: an arithmetic mean of 350° and 10° would point south. */
export const MEAN_RULES = Object.freeze({ directions: factorIds('a01008'), levels: factorIds('LA') });

const MARK_RULES = Object.freeze({
  ofHours: HOUR_FINDINGS,
  witnesses: WITNESS_FACTORS,
  powers: factorIds('d20112', 'd30112'),
  running: RUNNING_PERCENT,
  markedHour: MARKED_HOUR_SECONDS,
});

const QUERIES = Object.freeze({
  compute: loadQuery('rollups/hours'),
  touchDays: loadQuery('rollups/hours-touch-days'),
  touchQuality: loadQuery('rollups/hours-touch-quality'),
  now: loadQuery('rollups/hours-now'),
  done: loadQuery('rollups/hours-done'),
});

/**
 * Computes a chunk. The order is what makes it safe: the series leave memory and the head is read before any reading
 * is; versions, dirty days and findings, latest versions and the end mark follow each other, each durable before the
 * next. A death anywhere leaves the series due in the store.
 * @param now ms UTC
 */
export async function computeHours(
  store: Store,
  dirtyPeriods: DirtyPeriods,
  chunk: HoursChunk,
  zone: string,
  now: number,
): Promise<void> {
  for (const [hour, series] of chunk.series) dirtyPeriods.take(hour, series);
  try {
    const head = dirtyPeriods.settled;
    const { from, to, first, last } = chunk;
    const range = { from, to, first, last, head, now: Math.floor(now / 1000) };
    await store.command('history', QUERIES.compute, { ...range, ...MEAN_RULES, ...MARK_RULES });
    await store.command('history', QUERIES.touchDays, { ...range, timezone: zone, dayHead: dirtyPeriods.nextHead(0) });
    await store.command('history', QUERIES.touchQuality, { ...range, qualityHead: dirtyPeriods.nextHead(0) });
    await store.command('history', QUERIES.now, range);
    await computeOutletHours(store, dirtyPeriods, range, zone);
    await store.command('history', QUERIES.done, range);
  } catch (error) {
    for (const [hour, series] of chunk.series) for (const key of series) dirtyPeriods.add(hour, key);
    throw error;
  }
}
