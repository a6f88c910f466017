import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import { areaMean } from '../standards/mod.ts';

interface AirRegion {
  readonly id: number;
  readonly level: string;
}
interface AirStation {
  readonly kind: string;
  readonly county: number;
  readonly township: number;
}

/**
 * Whether a region's air rests on a station: city and county on their national ones, a township on its township ones.
 */
export const isStationOfRegion = ({ id, level }: AirRegion, { kind, county, township }: AirStation): boolean =>
  level === 'township'
    ? kind === 'township' && township === id
    : kind === 'national' && (level === 'city' || county === id);

/**
 * The six concentrations of a region in AQI_FACTORS order: of each factor the mean of its stations' values (HJ
 * 633-2026 4.2.1: concentrations first, then the index), millionths; `null` where no station has one.
 */
export const regionMeans = (valuesOf: (factor: number) => readonly Micro[]): (Micro | null)[] =>
  AQI_FACTORS.map((factor) => areaMean(valuesOf(factor)));
