import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { EXCEEDANCE_TRENDS, EXCEEDANCE_WINDOWS } from '../../../streams/contracts/api/rankings.ts';
import { factorById, seriesFactor, seriesStation } from '../../../streams/contracts/factors.ts';
import type { Registry } from '../../registry/mod.ts';
import { instantCell, numberOf, type LiveRecord } from '../live-tables.ts';
import { limitSourceAnswer } from './limit-source.ts';

const MINUTE = 60_000;

/** One present exceedance of the ranking. @param at ISO 8601 of the tick */
export function exceedanceAnswer(
  registry: Registry,
  record: LiveRecord,
  at: string | null,
): ApiAnswer<'exceedanceRanking'>['items'][number] {
  const id = seriesStation(record.key);
  const station = registry.station(id);
  const factor = factorById(seriesFactor(record.key));
  const window = EXCEEDANCE_WINDOWS[numberOf(record, 'window') ?? 0] ?? 'none';
  const since = instantCell(record, 'since');
  return {
    rank: numberOf(record, 'rank'),
    station: id,
    names: station?.names ?? null,
    kind: station?.kind ?? null,
    county: station?.county ?? null,
    factor: factor?.code ?? String(seriesFactor(record.key)),
    unit: factor?.unit ?? '',
    multiple: numberOf(record, 'multiple'),
    value: numberOf(record, 'value'),
    limit: numberOf(record, 'limit'),
    ...limitSourceAnswer(registry, numberOf(record, 'limitSource')),
    window,
    since,
    time: instantCell(record, 'time'),
    minutes:
      since === null || at === null ? null : Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / MINUTE)),
    count: numberOf(record, 'count'),
    first: instantCell(record, 'first'),
    trend: EXCEEDANCE_TRENDS[numberOf(record, 'trend') ?? 0] ?? 'steady',
    preWarning: station?.outlet === 'outfall' && window !== 'day',
  };
}
