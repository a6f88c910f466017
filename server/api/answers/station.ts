import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { DATA_STATES } from '../../../streams/contracts/api/stations.ts';
import { factorById, seriesKey, type Factor } from '../../../streams/contracts/factors.ts';
import { formatMicro, STATISTICS } from '../../../streams/contracts/reading.ts';
import type { Registry, RegistryStation } from '../../registry/mod.ts';
import { iso } from '../instants.ts';
import { readRowOf } from '../../../streams/live/mod.ts';
import { isoTime, type LiveTables } from '../live-tables.ts';

type StationAnswer = ApiAnswer<'station'>;
type SummaryAnswer = ApiAnswer<'stations'>['items'][number];

const statisticNames = new Map<number, string>(Object.entries(STATISTICS).map(([name, id]) => [id, name]));
const statisticName = (id: number): string => statisticNames.get(id) ?? String(id);

function presentState(live: LiveTables, id: number): SummaryAnswer['now'] {
  const record = readRowOf('stations', live.table('stations')?.table, id);
  if (!record) return null;
  const factor = record.factor;
  return {
    state: DATA_STATES[record.state ?? 0] ?? 'never',
    time: isoTime(record.time),
    aqi: record.aqi,
    level: record.level,
    multiple: record.multiple,
    factor: factor === null ? null : (factorById(factor)?.code ?? null),
  };
}

function factorAnswer(
  live: LiveTables,
  station: number,
  { id, code, zh, en, unit, decimals }: Factor,
): StationAnswer['factors'][number] {
  const latest = readRowOf('latest', live.table('latest')?.table, seriesKey(station, id));
  const flag = latest && latest.flag;
  return {
    code,
    zh,
    en,
    unit,
    decimals,
    latest: latest && {
      value: latest.value,
      time: isoTime(latest.time),
      flag: flag === null ? null : String.fromCharCode(flag),
    },
  };
}

/** A station of the list, with its present state. */
export const stationSummary = (live: LiveTables, station: RegistryStation): SummaryAnswer => ({
  id: station.id,
  kind: station.kind,
  names: station.names,
  position: station.position,
  county: station.county,
  township: station.township,
  village: station.village,
  device: station.device,
  st: station.st,
  isPublic: station.isPublic,
  period: station.period,
  now: presentState(live, station.id),
});

/** One station with its factors' latest values and its limits. */
export const stationDetail = (live: LiveTables, registry: Registry, station: RegistryStation): StationAnswer => ({
  ...stationSummary(live, station),
  basis: statisticName(station.basis),
  outlet: station.outlet,
  industry: station.industry,
  targetClass: station.targetClass || null,
  factors: station.factors
    .map(factorById)
    .filter((factor) => factor !== undefined)
    .map((factor) => factorAnswer(live, station.id, factor)),
  limits: registry
    .limits(station.id)
    .map(({ factor, statistic, value, source, effectiveFrom }) => ({
      factor: factorById(factor)?.code ?? String(factor),
      statistic: statisticName(statistic),
      value: formatMicro(value),
      effectiveFrom: iso(effectiveFrom),
      source: registry.limitSources().get(source) ?? null,
    })),
});
