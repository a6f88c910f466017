/** Standards as dated data and pure arithmetic: no clock, no I/O. */
export { EDITIONS, editionAt } from './editions.ts';
export { breakpointsAt, columnOf, IAQI_STEPS, TABLE_2012, TABLE_2026, type Averaging } from './breakpoints.ts';
export { iaqi, iaqiInput, iaqiOfColumn } from './iaqi.ts';
export { areaMean, dailyAqi, primaryMask, realTimeAqi, type AirQuality } from './aqi.ts';
export { AIR_LEVELS, airLevel } from './levels.ts';
export { AIR_LIMITS, airLimit } from './limits-air.ts';
export {
  COMPOSITE_VARIANTS,
  compositeThousandths,
  compositeVariant,
  compositeVariantAt,
  percentile,
  type CompositeVariant,
} from './composite.ts';
export {
  exceedanceTenths,
  FLOW_WEIGHTED_FACTORS,
  itemClass,
  outfallDay,
  saturatedOxygen,
  sectionQuality,
  WATER_CLASS_COLOURS,
  WATER_CLASS_NAMES,
  WATER_ITEMS,
  type WaterClass,
} from './water.ts';
export { dailyMaximum8Hours, meanOf24Hours, meanOf8Hours, type HourMean } from './running.ts';
export { DAILY_INDICATORS_2012, indexOf2012, REAL_TIME_INDICATORS_2012 } from './aqi-2012.ts';
export { ANNUAL_MEAN, annualMeanIsValid, monthsShort, sourceMonthIsValid } from './validity-periods.ts';
export { sensitiveGroups } from './sensitive-groups.ts';
export { WARNING_PLANS, warningLevel } from './heavy-pollution.ts';
export { hourIsValid, VALIDITY } from './validity.ts';
export { divideHalfEven, divideUp } from './rounding.ts';
export { exceedanceHundredths } from './exceedance-multiple.ts';
export { AVERAGING_HOURS, standardRows } from './rows.ts';
export {
  folded,
  FOLDED_FACTORS,
  FOLDING_TOLERANCE,
  foldingDisagrees,
  massRate,
  oxygenIsHigh,
  ppmToMass,
  REFERENCE_OXYGEN,
  toDryBasis,
  toStandardState,
  type GasState,
} from './stack.ts';
export { equivalentLevel, isNoiseDay } from './noise.ts';
export { trophicIndexOf, trophicState, trophicTenths, TROPHIC_ITEMS } from './lake.ts';
export { RIVER_GRADE_NAMES, riverGrade, type RiverGrade } from './river-grade.ts';
export { oxygenIndex, oxygenIndexOld, phIndex } from './standard-index.ts';
export { AREA_NOISE, CONSTRUCTION_NOISE, constructionNoiseAt, overBackground } from './noise-editions.ts';
export { governingLimit, STACK_LIMITS, stackLimit } from './limits-stack.ts';
export { OUTLET_STANDARDS } from './outlet-standards.ts';
export { SEWAGE_LIMITS, SEWAGE_PH, sewageLimit } from './limits-sewage.ts';
export { OTHER_AIR_LIMITS } from './limits-air-other.ts';
export { LABORATORY_ITEMS, laboratoryClass } from './water-laboratory.ts';
export { hotspotRuleAt, type HotspotRule } from './hotspot-rules.ts';
export { DUST_RULES, judgeRelative, RELATIVE_DUST_RULE, risesTooFast } from './dust-rules.ts';
export { LOCAL_RULES, localRulesOf, type LocalRule, type RuleForm } from './local-rules.ts';
export { codesIn, HOUR_FINDINGS, maskOf, QUALITY_CODE_NAMES, SAID_CODES, type QualityCode } from './quality-codes.ts';
export { NEIGHBOUR_RADIUS, qualityRules, type QualityRule } from './quality-rules.ts';
export { MARK_CODES, markByCode, markById, MARKED_HOUR_SECONDS, RUNNING_PERCENT, WITNESS_FACTORS } from './marks.ts';
export { fixedPoint, liveTime } from './fixed-point.ts';
