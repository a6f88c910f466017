/** Standards as dated data and pure arithmetic: no clock, no I/O. */
export { EDITIONS, editionAt, type Edition } from './editions.ts';
export { breakpointsAt, columnOf, IAQI_STEPS, TABLE_2012, TABLE_2026, type Averaging, type BreakpointColumn } from './breakpoints.ts';
export { iaqi, iaqiInput, iaqiOfColumn } from './iaqi.ts';
export { areaMean, dailyAqi, primaryMask, realTimeAqi, type AirQuality, type SixMeans } from './aqi.ts';
export { AIR_LEVELS, airLevel, type AirLevel } from './levels.ts';
export { AIR_LIMITS, airLimit, type AirLimit } from './limits-air.ts';
export { COMPOSITE_VARIANTS, compositeThousandths, compositeVariant, percentile, type CompositeVariant } from './composite.ts';
export { exceedanceTenths, itemClass, saturatedOxygen, sectionQuality, WATER_CLASS_COLOURS, WATER_CLASS_NAMES, WATER_ITEMS, type SectionQuality, type WaterClass, type WaterItem } from './water.ts';
export { dailyMaximum8Hours, meanOf24Hours, meanOf8Hours, meanOfHours, type HourMean } from './running.ts';
export { DAILY_INDICATORS_2012, indexOf2012, REAL_TIME_INDICATORS_2012, type Index2012, type Indicator, type ValueOf } from './aqi-2012.ts';
export { ANNUAL_MEAN, ANNUAL_SAMPLED, annualMeanIsValid, SOURCE_MINUTE, SOURCE_MONTH, sourceMonthIsValid, type PeriodValidity } from './validity-periods.ts';
export { sensitiveGroups } from './sensitive-groups.ts';
export { WARNING_PLANS, warningLevel, type WarningCondition, type WarningPlan, type WarningRule } from './heavy-pollution.ts';
export { hourIsValid, VALIDITY } from './validity.ts';
export { divideHalfEven, divideUp, roundTo } from './rounding.ts';
export { AVERAGING_HOURS, standardRows, type IaqiSegment, type LimitRow, type WaterLimitRow } from './rows.ts';
export { folded, massRate, OXYGEN_GUARD, ppmToMass, REFERENCE_OXYGEN, toDryBasis, toStandardState } from './stack.ts';
export { equivalentLevel, isNoiseDay, NOISE_LIMITS } from './noise.ts';
