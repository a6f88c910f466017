import type { Micro } from '../../streams/contracts/reading.ts';
import { dailyAqi, iaqi, iaqiInput, realTimeAqi, type AirQuality } from '../standards/mod.ts';

type Column = Parameters<typeof iaqiInput>[0];

/**
 * A mean below zero is noise about zero 低于零按零: its concentration counts as 0, and its index is 0, on every path.
 * @param mean millionths
 */
const atLeastZero = (mean: Micro): Micro => Math.max(0, mean);
const allAtLeastZero = (means: readonly (Micro | null)[]): (Micro | null)[] =>
  means.map((mean) => (mean === null ? null : atLeastZero(mean)));

/** Concentration rounded for the index (HJ 633-2026 4.2.2): whole number of the column's unit, at least 0. */
export const indexInput = (column: Column, mean: Micro): number => iaqiInput(column, atLeastZero(mean));

/** Individual index of a mean by the edition in force. @param at start of the averaging period, ms UTC */
export const individualIndex = (...[factor, averaging, mean, at]: Parameters<typeof iaqi>): number | null =>
  iaqi(factor, averaging, atLeastZero(mean), at);

/** Real-time AQI of six hour means in AQI_FACTORS order (HJ 633-2026 4.2.3). @param at start of the hour, ms UTC */
export const realTimeIndex = (means: readonly (Micro | null)[], at: number): AirQuality =>
  realTimeAqi(allAtLeastZero(means), at);

/** Daily AQI of six day values in AQI_FACTORS order (HJ 633-2026 4.2.2). @param at start of the day, ms UTC */
export const dailyIndex = (means: readonly (Micro | null)[], at: number): AirQuality =>
  dailyAqi(allAtLeastZero(means), at);
