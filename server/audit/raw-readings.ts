import { setImmediate as breathe } from 'node:timers/promises';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { RowBinaryReader, loadQuery, type Store } from '../platform/store/mod.ts';
import type { Observation } from '../recompute/mod.ts';

const RAW = loadQuery('audit/raw');
/** Rows read before the process may do something else: ingest lives in it too. */
const ROWS_AT_ONCE = 10_000;

export interface RawWanted {
  /** Hour starts, seconds UTC, both inclusive. */
  readonly from: number;
  readonly to: number;
  readonly stations: readonly number[];
  readonly statistics: readonly number[];
  /** All where empty. */
  readonly factors?: readonly number[];
  readonly most: number;
}

/**
 * What `readings` holds, by series key; `null` where there is more than `most`. Rows of one identity that no merge
 * has brought together yet may come twice. Throws what the store throws.
 */
export async function readRaw(
  store: Store,
  { from, to, stations, statistics, factors = [], most }: RawWanted,
): Promise<Map<number, Observation[]> | null> {
  if (stations.length === 0) return new Map();
  const reader = new RowBinaryReader(
    await store.bytes('history', RAW, 'RowBinary', { from, to, stations, statistics, factors, most: most + 1 }),
  );
  const series = new Map<number, Observation[]>();
  let count = 0;
  while (!reader.done) {
    const key = seriesKey(reader.u32(), reader.u16());
    const observation: Observation = {
      statistic: reader.u8(),
      time: reader.u32(),
      micro: reader.i64(),
      flag: reader.u8(),
      ordinal: reader.u64(),
      arrived: reader.u32(),
    };
    count += 1;
    const known = series.get(key);
    if (known) known.push(observation);
    else series.set(key, [observation]);
    if (count % ROWS_AT_ONCE === 0) await breathe();
  }
  return count > most ? null : series;
}
