/** Standards as dated data and pure arithmetic: no clock, no I/O. */
export { EDITIONS, editionAt, type Edition } from './editions.ts';
export {
  breakpointsAt,
  columnOf,
  IAQI_STEPS,
  TABLE_2012,
  TABLE_2026,
  type Averaging,
  type BreakpointColumn,
} from './breakpoints.ts';
export { iaqi, iaqiInput, iaqiOfColumn } from './iaqi.ts';
export { areaMean, dailyAqi, primaryMask, realTimeAqi, type AirQuality, type SixMeans } from './aqi.ts';
export { AIR_LEVELS, airLevel, type AirLevel } from './levels.ts';
export { AIR_LIMITS, airLimit, type AirLimit } from './limits-air.ts';
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
  type SectionQuality,
  type WaterClass,
  type WaterItem,
} from './water.ts';
export { dailyMaximum8Hours, meanOf24Hours, meanOf8Hours, meanOfHours, type HourMean } from './running.ts';
export {
  DAILY_INDICATORS_2012,
  indexOf2012,
  REAL_TIME_INDICATORS_2012,
  type Index2012,
  type Indicator,
  type ValueOf,
} from './aqi-2012.ts';
export {
  ANNUAL_MEAN,
  ANNUAL_SAMPLED,
  annualMeanIsValid,
  monthsShort,
  SOURCE_MINUTE,
  SOURCE_MONTH,
  sourceMonthIsValid,
  type PeriodValidity,
} from './validity-periods.ts';
export { sensitiveGroups } from './sensitive-groups.ts';
export {
  WARNING_PLANS,
  warningLevel,
  type WarningCondition,
  type WarningPlan,
  type WarningRule,
} from './heavy-pollution.ts';
export { hourIsValid, VALIDITY } from './validity.ts';
export { divideHalfEven, divideUp, roundTo } from './rounding.ts';
export { AVERAGING_HOURS, standardRows, type IaqiSegment, type LimitRow, type WaterLimitRow } from './rows.ts';
export {
  folded,
  FOLDED_FACTORS,
  FOLDING_TOLERANCE,
  foldingDisagrees,
  massRate,
  OXYGEN_GUARD,
  oxygenIsHigh,
  ppmToMass,
  REFERENCE_OXYGEN,
  toDryBasis,
  toStandardState,
  type GasState,
} from './stack.ts';
export { equivalentLevel, isNoiseDay, NOISE_LIMITS } from './noise.ts';
export {
  chlorophyllForIndex,
  trophicIndexOf,
  trophicState,
  trophicTenths,
  TROPHIC_ITEMS,
  type TrophicItem,
  type TrophicState,
} from './lake.ts';
export { MINIMUM_SECTIONS, RIVER_GRADE_NAMES, riverGrade, type RiverGrade } from './river-grade.ts';
export { oxygenIndex, oxygenIndexOld, phIndex } from './standard-index.ts';
export {
  AREA_NOISE,
  CONSTRUCTION_NOISE,
  constructionNoiseAt,
  overBackground,
  type NoiseLimit,
} from './noise-editions.ts';
export { governingLimit, STACK_LIMITS, stackLimit, type StackLimit } from './limits-stack.ts';
export { OUTLET_STANDARDS, type OutletLimit, type OutletStandard } from './outlet-standards.ts';
export { SEWAGE_LIMITS, SEWAGE_PH, sewageLimit, TP_BEFORE_2006, type SewageLimit } from './limits-sewage.ts';
export { OTHER_AIR_LIMITS, type OtherAirLimit } from './limits-air-other.ts';
export { LABORATORY_ITEMS, laboratoryClass, type LaboratoryItem } from './water-laboratory.ts';
export { HOTSPOT_RULES, hotspotRuleAt, type HotspotRule } from './hotspot-rules.ts';
export {
  DUST_RULES,
  judgeRelative,
  RELATIVE_DUST_RULE,
  RISE_DUST_RULE,
  risesTooFast,
  type DustRule,
  type RelativeJudgement,
} from './dust-rules.ts';
export { LOCAL_RULES, localRulesOf, type LocalRule, type RuleForm } from './local-rules.ts';
export {
  codesIn,
  HOUR_FINDINGS,
  maskOf,
  PART_CODES,
  QUALITY_CODE_NAMES,
  QUALITY_CODES,
  SAID_CODES,
  type QualityCode,
} from './quality-codes.ts';
export { INVALIDATING, NEIGHBOUR_RADIUS, QUALITY_EDITION, qualityRules, type QualityRule } from './quality-rules.ts';
export {
  MARK_CODES,
  markByCode,
  markById,
  MARKED_DAY_SECONDS,
  MARKED_HOUR_SECONDS,
  RUNNING_PERCENT,
  WITNESS_FACTORS,
  type MarkCode,
} from './marks.ts';
export { fixedPoint, liveTime } from './fixed-point.ts';
