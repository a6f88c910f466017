/**
 * Recompute 重算: hours, days, rolling values, cells, regions and ranks out of readings, in another language and
 * another way than the SQL that makes what is shown. Pure: no clock, no I/O. The drawer's explanations and the audit
 * rest on it; oracles of tests do not.
 */
export { individualIndex, indexInput, dailyIndex, realTimeIndex } from './air-index.ts';
export { averagingOf } from './averaging.ts';
export { cellValue, shownCellIndex, type CellValue } from './cell-value.ts';
export { dayForAqi } from './day-for-aqi.ts';
export { dayValue } from './day-value.ts';
export { countsByFlag } from './flags.ts';
export { halfEven } from './half-even.ts';
export { hourValue, recomputedHour } from './hour-value.ts';
export type { MarkedSpan } from './marked-span.ts';
export type { Observation } from './observation.ts';
export { countedValues, partsOf, type Part } from './part.ts';
export { additiveSum, meanMicro } from './period-mean.ts';
export type { PeriodPart, PeriodValue } from './period-value.ts';
export { possibleRollingValues } from './possible-rolling-values.ts';
export { rankOf, ranksOf } from './rank.ts';
export { isStationOfRegion, regionMeans } from './region-air.ts';
export { regionMonth, type MonthDays } from './region-month.ts';
export { rollingHourOf, type RollingHour } from './rolling-hour.ts';
export { FOLDED_STATISTIC, rollingMean, type RollingValue } from './rolling-value.ts';
export { openHourMean, runningMean } from './running-mean.ts';
export { seenParts } from './seen-parts.ts';
export { secondsPerValue, type SeriesPlace } from './series-place.ts';
export { stationShares, type StationShare } from './station-shares.ts';
export { validVersions } from './valid-version.ts';
