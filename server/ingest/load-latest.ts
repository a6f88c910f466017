import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store, RowBinaryReader } from '../platform/store/mod.ts';
import type { Latest } from './latest.ts';

const LATEST = loadQuery('rollups/latest');
/** Slower stations come with their next frame. */
const BACK_MS = 2 * 3_600_000;

/**
 * Gives a publisher that starts empty what the store knows, so that a restart of `work` blanks no screen. Newer values
 * that came meanwhile stay.
 * @param now ms UTC
 * @returns series offered
 */
export async function loadLatest(
  store: Store,
  registry: Pick<Registry, 'station'>,
  latest: Latest,
  now: number,
): Promise<number> {
  const since = Math.floor((now - BACK_MS) / 3_600_000) * 3600;
  const rows = new RowBinaryReader(await store.bytes('history', LATEST, 'RowBinary', { since }));
  let offered = 0;
  while (!rows.done) {
    const [station, factor, statistic, seconds] = [rows.u32(), rows.u16(), rows.u8(), rows.u32()];
    const [value, letter, sequence] = [rows.i64(), rows.u8(), rows.u64()];
    if (registry.station(station)?.basis !== statistic) continue;
    latest.offer({
      station,
      factor,
      statistic: statistic,
      time: seconds * 1000,
      value,
      flag: String.fromCharCode(letter),
      received: now,
      sequence,
    });
    offered += 1;
  }
  return offered;
}
