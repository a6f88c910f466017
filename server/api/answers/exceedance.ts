import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { EXCEEDANCE_TRENDS, EXCEEDANCE_WINDOWS } from '../../../streams/contracts/api/rankings.ts';
import { factorById, seriesFactor, seriesStation } from '../../../streams/contracts/factors.ts';
import type { Registry } from '../../registry/mod.ts';
import type { RowOf } from '../../../streams/live/mod.ts';
import { isoTime } from '../live-tables.ts';
import { limitSourceAnswer } from './limit-source.ts';

const MINUTE = 60_000;

/** One present exceedance of the ranking. @param at ISO 8601 of the tick */
export function exceedanceAnswer(
  registry: Registry,
  record: RowOf<'exceedances'>,
  at: string | null,
): ApiAnswer<'exceedanceRanking'>['items'][number] {
  const id = seriesStation(record.key);
  const station = registry.station(id);
  const factor = factorById(seriesFactor(record.key));
  const window = EXCEEDANCE_WINDOWS[record.window ?? 0] ?? 'none';
  const since = isoTime(record.since);
  return {
    rank: record.rank,
    station: id,
    names: station?.names ?? null,
    kind: station?.kind ?? null,
    county: station?.county ?? null,
    factor: factor?.code ?? String(seriesFactor(record.key)),
    unit: factor?.unit ?? '',
    multiple: record.multiple,
    value: record.value,
    limit: record.limit,
    ...limitSourceAnswer(registry, record.limitSource),
    window,
    since,
    time: isoTime(record.time),
    minutes:
      since === null || at === null ? null : Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / MINUTE)),
    count: record.count,
    first: isoTime(record.first),
    trend: EXCEEDANCE_TRENDS[record.trend ?? 0] ?? 'steady',
    preWarning: station?.outlet === 'outfall' && window !== 'day',
  };
}
