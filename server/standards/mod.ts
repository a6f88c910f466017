/** Standards as dated data and pure arithmetic: no clock, no I/O. */
export { EDITIONS, editionAt } from './editions.ts';
export { breakpointsAt, columnOf, IAQI_STEPS, type Averaging } from './breakpoints.ts';
export { iaqi, iaqiInput, iaqiOfColumn } from './iaqi.ts';
export { areaMean, dailyAqi, primaryMask, realTimeAqi, type AirQuality } from './aqi.ts';
export { airLevel } from './levels.ts';
export { AIR_LIMITS, airLimit } from './limits-air.ts';
export {
  COMPOSITE_VARIANTS,
  compositeThousandths,
  compositeVariantAt,
  percentile,
  type CompositeVariant,
} from './composite.ts';
export {
  exceedanceTenths,
  FLOW_WEIGHTED_FACTORS,
  itemClass,
  sectionQuality,
  WATER_CLASS_NAMES,
  WATER_ITEMS,
  type WaterClass,
} from './water.ts';
export { dailyMaximum8Hours, meanOf24Hours, meanOf8Hours } from './running.ts';
export { ANNUAL_MEAN, monthsShort } from './validity-periods.ts';
export { hourIsValid, VALIDITY } from './validity.ts';
export { divideHalfEven } from './rounding.ts';
export { exceedanceHundredths } from './exceedance-multiple.ts';
export { AVERAGING_HOURS, standardRows } from './rows.ts';
export { folded, FOLDED_FACTORS, FOLDING_TOLERANCE } from './stack.ts';
export { RIVER_GRADE_NAMES, riverGrade, type RiverGrade } from './river-grade.ts';
export { OUTLET_STANDARDS } from './outlet-standards.ts';
export { hotspotRuleAt, type HotspotRule } from './hotspot-rules.ts';
export { LOCAL_RULES, localRulesOf, type LocalRule, type RuleForm } from './local-rules.ts';
export { codesIn, HOUR_FINDINGS, maskOf, QUALITY_CODE_NAMES, SAID_CODES, type QualityCode } from './quality-codes.ts';
export { NEIGHBOUR_RADIUS, qualityRules, type QualityRule } from './quality-rules.ts';
export { MARK_CODES, markByCode, markById, MARKED_HOUR_SECONDS, RUNNING_PERCENT, WITNESS_FACTORS } from './marks.ts';
export { fixedPoint, liveTime } from './fixed-point.ts';
