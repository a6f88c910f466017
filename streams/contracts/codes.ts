import { STATION_KINDS, type RegionLevel } from './pack.ts';
import { STATISTICS } from './reading.ts';

/**
 * The numbers that mean something and are stored or sent: each stands here once, by name. SQL files name them in
 * double braces (`{{factor.pm25}}`, `{{reason.marked}}`; docs/notes/080), TypeScript by these tables. The numbers are
 * stored: never renumber, only append.
 * Where a code is a character, a unit or a row of another contract (`factors.ts`, `pack.ts`, `reading.ts`) it is
 * taken from there.
 */

/** Ids of the catalogue (`factors.ts`) by name. */
export const FACTOR = Object.freeze({
  pm25: 1,
  pm10: 2,
  o3: 3,
  no2: 4,
  so2: 5,
  co: 6,
  tsp: 7,
  airTemperature: 20,
  humidity: 21,
  windSpeed: 23,
  windDirection: 24,
  ph: 40,
  dissolvedOxygen: 41,
  waterTemperature: 42,
  codmn: 45,
  ammonia: 46,
  totalPhosphorus: 47,
  totalNitrogen: 48,
  wastewaterFlow: 52,
  gasTemperature: 62,
  gasPressure: 63,
  gasMoisture: 64,
  gasOxygen: 65,
  noise: 90,
  productionPower: 101,
  treatmentPower: 102,
} as const);

/** Lists of factors that a rule names together. */
const FACTOR_LISTS = Object.freeze({
  /** The six of the air quality index (HJ 633-2026), in the order of the live columns. */
  aqi: [FACTOR.pm25, FACTOR.pm10, FACTOR.o3, FACTOR.no2, FACTOR.so2, FACTOR.co],
  /** Of these, the ones whose day is the mean of its hours; O3 has its largest 8-h mean. */
  dailyMeans: [FACTOR.pm25, FACTOR.pm10, FACTOR.no2, FACTOR.so2, FACTOR.co],
  /** Particles, which a humid air or a dust storm disturbs. */
  particles: [FACTOR.pm25, FACTOR.pm10, FACTOR.tsp],
  /** What local rules of dust and noise are made for (docs/notes/047). */
  localRules: [FACTOR.pm25, FACTOR.pm10, FACTOR.tsp, FACTOR.noise],
  weather: [FACTOR.airTemperature, FACTOR.humidity, FACTOR.windSpeed, FACTOR.windDirection],
  wind: [FACTOR.windSpeed, FACTOR.windDirection],
  /** Of these a mean of hour values would not be a mean of numbers. */
  meanless: [FACTOR.windDirection, FACTOR.noise],
  /** No exceedance multiple (环办〔2011〕22号). */
  withoutMultiple: [FACTOR.ph, FACTOR.dissolvedOxygen, FACTOR.waterTemperature],
  /** State of a stack's gas, by which a concentration is folded. */
  gasState: [FACTOR.gasTemperature, FACTOR.gasPressure, FACTOR.gasMoisture, FACTOR.gasOxygen],
  /** What the judgement of an outlet depends on: warmth of the water, oxygen of the gas. */
  outletState: [FACTOR.waterTemperature, FACTOR.gasOxygen],
  power: [FACTOR.productionPower, FACTOR.treatmentPower],
});

/**
 * Data flags of HJ 212-2017 Table 8 as stored: the letter's character code. `X` is our own: an implausible magnitude.
 */
export const FLAG = Object.freeze({
  normal: 78,
  overRange: 84,
  maintenance: 77,
  calibration: 67,
  implausible: 88,
} as const);

/** Why a series that a limit binds was not judged: key of live topic `excluded`, column `judgements.reason`. */
export const EXCLUDED_REASON = Object.freeze({
  judged: 0,
  flagged: 1,
  insufficient: 2,
  /** Above 95 % at an optical dust monitor. */
  humidity: 3,
  /** Calibration or maintenance. */
  calibration: 4,
  /** Nothing heard for two periods. */
  stale: 5,
  implausible: 6,
  /** Worse than its class, but of a factor without a multiple. */
  noMultiple: 7,
  /** At or above the guard: nothing can be folded by it. */
  oxygenHigh: 8,
  /** No reference station within the radius of a local rule. */
  noReference: 9,
  regionalDust: 10,
  oxygenUnknown: 11,
  /** The window crosses 06:00 or 22:00. */
  dayAndNight: 12,
  /** Over the value, but not more often today than the rule allows. */
  allowance: 13,
  /** Under a mark 标记 that takes data out of judging. */
  marked: 14,
  /** Taken out by quality control. */
  qualityControl: 15,
} as const);
export type ExcludedReason = keyof typeof EXCLUDED_REASON;
/** By number. */
export const EXCLUDED_REASONS = Object.freeze(Object.keys(EXCLUDED_REASON) as ExcludedReason[]);

/** What a judged value is a mean of: `judgements.averaging`, column `window` of live topic `exceedances`. */
export const AVERAGING = Object.freeze({
  rollingHour: 1,
  instant: 2,
  closedHour: 3,
  runningDay: 4,
  fiveMinutes: 5,
  fifteenMinutes: 6,
  twentyMinutes: 7,
} as const);

/** Stretches of days that the ranking of regions is made over. */
const PERIOD = Object.freeze({ month: 1, dayBefore: 2, monthBefore: 3, yearBefore: 4 } as const);
/** `quality.state`: a finding holds until a recomputation no longer finds it. */
const FINDING = Object.freeze({ ended: 0, holds: 1 } as const);
/** State of a version of a mark. */
export const MARK_STATE = Object.freeze({ withdrawn: 0, inForce: 1 } as const);
/** What is due in table `touched`. */
const SPAN = Object.freeze({ hour: 1, day: 2, quality: 3 } as const);
/** Hours of a slice of the hotspot grid. */
const SLICE = Object.freeze({ hour: 1, day: 24 } as const);
/** Where a stored value comes from: computed of its parts, as the device reported it, folded here of measured parts. */
const ORIGIN = Object.freeze({ computed: 1, reported: 2, foldedHere: 3 } as const);
/** Live topic `stations`. */
const STATION_STATE = Object.freeze({ neverHeard: 0, fresh: 1, ageing: 2, stale: 3, offline: 4 } as const);
/** What the value of a hotspot cell rests on. */
const SUPPORT = Object.freeze({ measured: 0, interpolated: 1 } as const);
/** Confidence, percent, that a cell is hot after the false-discovery correction; 0 is none. */
const HOT_CLASS = Object.freeze({ none: 0, ninety: 90, ninetyFive: 95, ninetyNine: 99 } as const);
/** How a hot cell came about. */
export const EMERGING = Object.freeze({
  none: 0,
  new: 1,
  consecutive: 2,
  intensifying: 3,
  persistent: 4,
  diminishing: 5,
  sporadic: 6,
} as const);
/** Form of a local rule of dust or noise (docs/notes/047). */
export const RULE_FORM = Object.freeze({ absolute: 1, relative: 2, rise: 3, aboveBackground: 4, noise: 5 } as const);
/** What wrote a row of `slow_judgements`. */
const FAMILY = Object.freeze({ localRules: 1, outletDays: 2 } as const);
/** Whether an exceedance grows. */
export const TREND = Object.freeze({ steady: 0, rising: 1, falling: 2 } as const);
/** How an outlet's day was averaged. */
const WEIGHTING = Object.freeze({ arithmetic: 1, byFlow: 2 } as const);
/** Standing of a limit of one station: a local standard yields to a permit. */
const STANDING = Object.freeze({ notSaid: 0, permit: 1, localStandard: 2 } as const);
/** Sense of a limit of surface water. */
const SENSE = Object.freeze({ atMost: 1, atLeast: 2, between: 3 } as const);
/** Why a region has no place in the ranking, or no comparison. */
const UNRANKED = Object.freeze({ ranked: 0, nothingKnown: 1, tooFewDays: 2 } as const);

/** Levels of the administrative and grid regions. */
export const REGION_LEVELS: Readonly<Record<RegionLevel, number>> = Object.freeze({
  city: 1,
  county: 2,
  township: 3,
  village: 4,
});

/**
 * Codes of automatic quality control 自动质控, run before any exceedance is judged. The number is stored and is the
 * code's bit in a mask:
 * below 32.
 */
export const QUALITY_CODES = Object.freeze({
  /** Outside the instrument's or the physical range. */
  QC_RANGE: 1,
  /** Below minus the detection limit. */
  QC_NEG: 2,
  /** The same value for too long. */
  QC_STUCK: 3,
  /** Far from the hours before, and back within one or two periods. */
  QC_SPIKE: 4,
  /** A new level that stays. */
  QC_STEP: 5,
  /** A part is larger than its whole: PM2.5 > PM10, NH3-N > TN. */
  QC_INV: 6,
  /** Far from the mean of the three nearest neighbours. */
  QC_NEIGH: 7,
  /** Periods without a packet. */
  QC_MISS: 8,
  /** Came in too late after its time. */
  QC_LATE: 9,
  /** The device's clock is wrong. */
  QC_CLOCK: 10,
  /** The device itself says that the value is not normal. */
  QC_FLAG: 11,
  /** Too humid for an optical instrument. */
  QC_RH: 12,
  /** Under a mark 标记 that takes data out of judging. */
  QC_MARK: 13,
  /** A mark says stopped, and power or flow say not (State Council Decree 820, art. 25). */
  MARK_CONTRADICTED: 14,
} as const);

const { national, township, road_dust, site_dust } = STATION_KINDS;

/** By the name before the point in SQL: one number (`{{factor.co}}`) or a list of them (`{{kinds.air}}` = `1, 2`). */
export const SQL_CODES: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>> = Object.freeze({
  factor: FACTOR,
  factors: FACTOR_LISTS,
  flag: FLAG,
  /** `inMeans`: counts for means and exceedance, T as a lower bound (`FLAGS_IN_MEANS` of reading.ts). */
  flags: {
    inMeans: [FLAG.normal, FLAG.overRange],
    plausible: [FLAG.normal, FLAG.overRange, FLAG.implausible],
    service: [FLAG.calibration, FLAG.maintenance],
  },
  statistic: STATISTICS,
  /** `bases`: what windows and hours rest on; `folded`: their folded forms, in the same order. */
  statistics: {
    bases: [STATISTICS.rtd, STATISTICS.minute, STATISTICS.hour],
    folded: [STATISTICS.rtd_zs, STATISTICS.minute_zs, STATISTICS.hour_zs],
    live: [STATISTICS.rtd, STATISTICS.minute],
    limits: [STATISTICS.rtd, STATISTICS.hour, STATISTICS.day],
    hours: [STATISTICS.hour, STATISTICS.hour_zs],
  },
  kind: STATION_KINDS,
  kinds: {
    air: [national, township],
    dust: [road_dust, site_dust],
    localRules: [national, road_dust, site_dust],
    judged: [national, road_dust, site_dust, STATION_KINDS.enterprise],
    weather: [national, township, road_dust, site_dust],
    suspects: [road_dust, site_dust, STATION_KINDS.enterprise],
  },
  reason: EXCLUDED_REASON,
  window: AVERAGING,
  windows: { hours: [AVERAGING.rollingHour, AVERAGING.closedHour, AVERAGING.runningDay] },
  span: SPAN,
  slice: SLICE,
  origin: ORIGIN,
  state: STATION_STATE,
  support: SUPPORT,
  hot: HOT_CLASS,
  emerging: EMERGING,
  form: RULE_FORM,
  /** Forms of which a day's exceeding windows are counted. */
  forms: { counting: [RULE_FORM.absolute, RULE_FORM.aboveBackground] },
  family: FAMILY,
  trend: TREND,
  weighting: WEIGHTING,
  standing: STANDING,
  sense: SENSE,
  unranked: UNRANKED,
  code: QUALITY_CODES,
  /** The code as its bit of a mask. */
  bit: Object.fromEntries(Object.entries(QUALITY_CODES).map(([name, code]) => [name, 2 ** code])),
  finding: FINDING,
  period: PERIOD,
  level: REGION_LEVELS,
  levels: { ranked: [REGION_LEVELS.city, REGION_LEVELS.county, REGION_LEVELS.township] },
});
