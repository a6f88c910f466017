import { STATION_KINDS, type Station } from '../../streams/contracts/pack.ts';
import type { MetricPlane } from '../../streams/contracts/projection.ts';
import { STATISTICS } from '../../streams/contracts/reading.ts';
import { factorOfSystem } from './factor-of-system.ts';
import { deviceKey } from './station.ts';

export const STATION_COLUMNS = Object.freeze([
  'station',
  'device',
  'kind',
  'name_zh',
  'name_en',
  'longitude',
  'latitude',
  'x',
  'y',
  'county',
  'township',
  'village',
  'st',
  'factors',
  'period',
  'basis',
  'is_public',
  'outlet',
  'target_class',
  'extra',
  'retired',
  'version',
]);

export const DEVICE_COLUMNS = Object.freeze(['device', 'station', 'units', 'tolerance', 'retired', 'version']);

/** What a station row keeps as JSON beside its columns. */
export interface StationExtra {
  readonly origin: 'pack' | 'registered';
  readonly gas?: Station['gas'];
  readonly standards?: Station['standards'];
  readonly industry?: Station['industry'];
  readonly river?: Station['river'];
  readonly enterprise?: number;
  readonly power?: Station['power'];
}

/** A station as a row of table `stations`; x and y in metres of `plane`. */
export function stationRow(
  station: Station,
  origin: StationExtra['origin'],
  plane: MetricPlane,
  version: number,
): unknown[] {
  const [x, y] = plane.toMetres(station.position);
  const { gas, standards, industry, river, enterprise, power } = station;
  const factors = [
    ...new Set(station.factors.map((code) => factorOfSystem(station.st, code)?.id).filter((id) => id !== undefined)),
  ];
  return [
    station.id,
    deviceKey(station.device),
    STATION_KINDS[station.kind],
    station.names.zh,
    station.names.en,
    station.position[0],
    station.position[1],
    x,
    y,
    station.county,
    station.township,
    station.village,
    station.st,
    factors,
    station.period,
    STATISTICS[station.basis],
    station.isPublic ? 1 : 0,
    station.outlet ?? '',
    station.targetClass ?? 0,
    JSON.stringify({ origin, gas, standards, industry, river, enterprise, power }),
    0,
    version,
  ];
}

/** The device of a station as a row of table `devices`. */
export function deviceRow(station: Station, tolerance: number, version: number): unknown[] {
  return [deviceKey(station.device), station.id, station.units ?? {}, tolerance, 0, version];
}
