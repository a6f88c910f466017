import { parseMicro, type StatisticId } from '../../streams/contracts/reading.ts';
import type { Store } from '../platform/store/mod.ts';
import type { RegistryLimit } from './station.ts';

const LIMITS = `SELECT station, factor, statistic, toString(value) AS value, toString(cold) AS cold, source,
    toUnixTimestamp(effective_from) AS seconds
  FROM station_limits FINAL WHERE retired = 0 ORDER BY station, factor, statistic, effective_from`;

interface LimitRow {
  station: number;
  factor: number;
  statistic: number;
  value: string;
  cold: string | null;
  source: number;
  seconds: number;
}

/** Limits in force that bind one station, by station; the oldest first. */
export async function readLimits(store: Store): Promise<Map<number, RegistryLimit[]>> {
  const rows = await store.rows<LimitRow>('history', LIMITS);
  const limits = new Map<number, RegistryLimit[]>();
  for (const row of rows) {
    const list = limits.get(row.station) ?? [];
    list.push(
      Object.freeze({
        station: row.station,
        factor: row.factor,
        statistic: row.statistic as StatisticId,
        value: parseMicro(row.value) ?? 0,
        cold: row.cold === null ? null : parseMicro(row.cold),
        source: row.source,
        effectiveFrom: row.seconds * 1000,
      }),
    );
    limits.set(row.station, list);
  }
  return limits;
}
