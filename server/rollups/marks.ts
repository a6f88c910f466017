import { loadQuery, type Store } from '../platform/store/mod.ts';
import { DirtyPeriodBatch } from './dirty-period-batch.ts';
import type { DirtyPeriods } from './dirty-periods.ts';

const QUERIES = Object.freeze({ due: loadQuery('rollups/marks-due'), hours: loadQuery('rollups/marks-hours') });

interface DueMark {
  readonly mark: string;
  readonly station: number;
  readonly factor: number;
  readonly begin: number;
  readonly end: number;
  readonly newest: number;
}

/**
 * Brings marks that were entered, changed or withdrawn into the hours they speak of: those are due again. A mark is
 * noted as applied only after its hours are dirtyPeriods, so that a death between the two applies it again. Hours that
 * are still open see it when they close. Called between runs of the hours job, never beside one.
 * @param now ms UTC
 * @returns marks applied
 */
export async function applyMarks(
  store: Store,
  dirtyPeriods: DirtyPeriods,
  now: number,
  limit: number,
): Promise<number> {
  const marks = await store.rows<DueMark>('history', QUERIES.due, { limit });
  const seconds = Math.floor(now / 1000);
  for (const { mark, station, factor, begin, end, newest } of marks) {
    const batch = new DirtyPeriodBatch();
    const hours = await store.rows<{ hour: number; station: number; factor: number }>('history', QUERIES.hours, {
      station,
      begin,
      end,
      now: seconds,
    });
    for (const row of hours)
      if (factor === 0 || row.factor === factor || row.station !== station)
        batch.hour(row.hour, row.station, row.factor);
    await batch.write(store, dirtyPeriods, 0, now);
    await store.insert(
      'marks_applied',
      ['mark', 'version', 'at'],
      Array.from({ length: newest }, (_, i) => [mark, i + 1, seconds]),
    );
  }
  return marks.length;
}
