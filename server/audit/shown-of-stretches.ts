import { seriesKey } from '../../streams/contracts/factors.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { MarkedSpan } from '../recompute/mod.ts';
import { STRETCH, stretchOf } from './bounds.ts';
import type { ShownPeriod } from './shown-period.ts';

const DUE = loadQuery('audit/due');
const MARKS = loadQuery('audit/marks');

/**
 * First and last station of stretches, as the queries take them: what lies between two of them is filtered
 * afterwards.
 */
export const stationRange = (stretches: readonly number[]): { first: number; last: number } => ({
  first: Math.min(...stretches) * STRETCH,
  last: Math.max(...stretches) * STRETCH + STRETCH - 1,
});

/** Series keys of hours (1) or days (2) in `[start, end)`, seconds UTC, that are still to be computed. */
export async function dueSeries(
  store: Store,
  span: 1 | 2,
  start: number,
  end: number,
  stretches: readonly number[],
): Promise<Set<number>> {
  const parameters = { span, start, end, ...stationRange(stretches) };
  const rows = await store.rows<{ station: number; factor: number }>('history', DUE, parameters);
  return new Set(
    rows
      .filter(({ station }) => stretches.includes(stretchOf(station)))
      .map(({ station, factor }) => seriesKey(station, factor)),
  );
}

/** What is shown of one hour or day, by series key. */
export async function shownPeriods(
  store: Store,
  sql: string,
  period: { readonly start: number } | { readonly day: string },
  stretches: readonly number[],
): Promise<Map<number, ShownPeriod>> {
  const rows = await store.rows<ShownPeriod>('history', sql, { ...period, ...stationRange(stretches) });
  return new Map(
    rows
      .filter(({ station }) => stretches.includes(stretchOf(station)))
      .map((row) => [seriesKey(row.station, row.factor), row]),
  );
}

/** Excluding marks that touch an hour, by station. @param start of the hour, seconds UTC */
export async function markedSpans(
  store: Store,
  start: number,
  stretches: readonly number[],
): Promise<Map<number, MarkedSpan[]>> {
  const rows = await store.rows<MarkedSpan & { readonly station: number }>('history', MARKS, {
    start,
    ...stationRange(stretches),
  });
  return Map.groupBy(rows, ({ station }) => station);
}
