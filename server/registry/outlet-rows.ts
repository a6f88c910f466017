import type { Station } from '../../streams/contracts/pack.ts';
import { MICRO, STATISTICS } from '../../streams/contracts/reading.ts';
import { OUTLET_STANDARDS } from '../standards/mod.ts';

export const GAS_COLUMNS = ['station', 'reference_oxygen', 'as_measured', 'retired', 'version'];
export const STANDARD_COLUMNS = [
  'station',
  'factor',
  'statistic',
  'value',
  'cold',
  'source',
  'effective_from',
  'retired',
  'version',
];

/** Rows of `stack_gas`. */
export const gasRows = (stations: readonly Station[], version: number): unknown[][] =>
  stations.flatMap(({ id, gas }) =>
    gas === undefined
      ? []
      : [[id, Math.round(gas.referenceOxygen * MICRO), gas.state === 'as measured' ? 1 : 0, 0, version]],
  );

/** Rows of `outlet_standards`. An hour over a limit of daily means is a forewarning: the number serves both. */
export const outletStandardRows = (stations: readonly Station[], version: number): unknown[][] =>
  stations.flatMap(({ id, standards = [] }) =>
    OUTLET_STANDARDS.filter(({ name }) => standards.includes(name)).flatMap(({ source, effectiveFrom, limits }) =>
      limits.flatMap(({ factor, averaging, value, cold }) =>
        (averaging === 'day' ? [STATISTICS.day, STATISTICS.hour] : [STATISTICS.hour]).map((statistic) => [
          id,
          factor,
          statistic,
          value,
          cold ?? 0,
          source,
          effectiveFrom / 1000,
          0,
          version,
        ]),
      ),
    ),
  );
