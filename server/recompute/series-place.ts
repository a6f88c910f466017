import { STATISTICS } from '../../streams/contracts/reading.ts';

/** What of a station its hours, days and windows rest on; a `RegistryStation` is one. */
export interface SeriesPlace {
  /** STATISTICS number of what its hours are made of: samples, minutes, or the device's own hours. */
  readonly basis: number;
  /** Seconds between two values. */
  readonly period: number;
  /** STATION_KINDS number, which chooses the rules of quality control; without it there are none. */
  readonly kindId?: number;
}

/** Seconds that one value of a station stands for: at least those of its statistic. */
export const secondsPerValue = ({ basis, period }: SeriesPlace): number =>
  Math.max(basis === STATISTICS.minute ? 60 : basis === STATISTICS.hour ? 3600 : 1, period);
