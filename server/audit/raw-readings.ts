import { setImmediate as breathe } from 'node:timers/promises';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { RowBinaryReader, loadQuery, type Store } from '../platform/store/mod.ts';

const RAW = loadQuery('audit/raw');
/** Rows read before the process may do something else: ingest lives in it too. */
const ROWS_AT_ONCE = 10_000;

/** One row of `readings`: something that was said once. Identities that no merge has brought together yet may come twice. */
export interface Observation {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  /** Seconds UTC. */
  readonly time: number;
  /** Millionths of the canonical unit. */
  readonly micro: number;
  /** Character code of the flag. */
  readonly letter: number;
  /** Ordinal of the first frame that said so, as far as this row knows. */
  readonly ordinal: number;
  /** First arrival, seconds UTC. */
  readonly arrived: number;
}

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

/** What `readings` holds, by series; `null` where there is more than `most`. */
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
    const said: Observation = {
      station: reader.u32(),
      factor: reader.u16(),
      statistic: reader.u8(),
      time: reader.u32(),
      micro: reader.i64(),
      letter: reader.u8(),
      ordinal: reader.u64(),
      arrived: reader.u32(),
    };
    count += 1;
    const key = seriesKey(said.station, said.factor);
    const known = series.get(key);
    if (known) known.push(said);
    else series.set(key, [said]);
    if (count % ROWS_AT_ONCE === 0) await breathe();
  }
  return count > most ? null : series;
}
