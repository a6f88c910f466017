import { HOUR_FINDINGS } from '../standards/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { DirtyPeriodBatch } from './dirty-period-batch.ts';
import { HOUR_SECONDS, type DirtyPeriods } from './dirty-periods.ts';

const DAY_SECONDS = 24 * HOUR_SECONDS;

const QUERIES = Object.freeze({
  due: loadQuery('rollups/quality-due'),
  scope: loadQuery('rollups/quality-scope'),
  compute: loadQuery('rollups/quality'),
  verdicts: loadQuery('rollups/quality-verdicts'),
  now: loadQuery('rollups/quality-now'),
  done: loadQuery('rollups/quality-done'),
});

/** Hours whose findings are due, oldest first, that lie within a stretch; `null` where there is none. Seconds UTC. */
export function nextQuality(dirtyPeriods: Pick<DirtyPeriods, 'quality'>, stretch: number): readonly number[] | null {
  const due = [...dirtyPeriods.quality].sort((a, b) => a - b);
  const oldest = due[0];
  return oldest === undefined ? null : due.filter((hour) => hour <= oldest + stretch);
}

export interface QualityRun {
  /** ms UTC. */
  readonly now: number;
  /** Version of the registry that `station_neighbours` is asked by. */
  readonly neighbours: number;
  readonly stationsAtOnce: number;
}

/**
 * Computes the findings that rest on some hours again, some stations at a time. As with hours: what is due leaves
 * memory and the head is read before anything else; versions, hours to bring the verdict into, latest versions and the
 * end mark follow each other.
 * @returns stations computed
 */
export async function computeQuality(
  store: Store,
  dirtyPeriods: DirtyPeriods,
  hours: readonly number[],
  { now, neighbours, stationsAtOnce }: QualityRun,
): Promise<number> {
  for (const hour of hours) dirtyPeriods.takeQuality(hour);
  try {
    const head = dirtyPeriods.settled;
    const seconds = Math.floor(now / 1000);
    const stretch = { from: Math.min(...hours), to: Math.max(...hours) };
    const stations = (await store.rows<{ station: number }>('history', QUERIES.due, stretch)).map((row) => row.station);
    const atOnce = Math.max(
      1,
      Math.floor(stationsAtOnce * Math.min(1, DAY_SECONDS / (stretch.to - stretch.from + HOUR_SECONDS))),
    );
    for (let at = 0; at < stations.length; at += atOnce) {
      const some = stations.slice(at, at + atOnce);
      // A head of its own for each statement: what they read overlaps where neighbours reach over.
      const range = { ...stretch, first: some[0], last: some.at(-1), head: dirtyPeriods.nextHead(0), now: seconds };
      await store.command('history', 'TRUNCATE TABLE quality_scope');
      await store.command('history', QUERIES.scope, { ...range, neighbours });
      await store.command('history', QUERIES.compute, { ...range, neighbours });
      const verdicts = await store.rows<{ hour: number; station: number; factor: number }>(
        'history',
        QUERIES.verdicts,
        { ...range, ofHours: HOUR_FINDINGS },
      );
      const batch = new DirtyPeriodBatch();
      for (const { hour, station, factor } of verdicts) batch.hour(hour, station, factor);
      await batch.write(store, dirtyPeriods, 0, now);
      await store.command('history', QUERIES.now, range);
      await store.command('history', QUERIES.done, { ...range, head });
    }
    return stations.length;
  } catch (error) {
    for (const hour of hours) dirtyPeriods.addQuality(hour);
    throw error;
  }
}
