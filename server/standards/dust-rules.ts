/**
 * Local dust limits: there is no national concentration standard for construction dust, so each is a city's dated
 * configuration with its source.
 */
export interface DustRule {
  readonly place: string;
  readonly source: string;
  readonly factor: number;
  readonly windowMinutes: 5 | 15 | 60;
  /** µg/m³. */
  readonly threshold: number;
  /** What the threshold is compared with: the site's own value, or what it adds to the county's background. */
  readonly basis: 'absolute' | 'above background';
  readonly works: string;
  /** Exceedances a day that are still allowed; `null` where the rule has none. */
  readonly allowedPerDay: number | null;
  readonly uncertain: boolean;
}

const TSP = 7,
  PM10 = 2;
const rule = (
  place: string,
  source: string,
  factor: number,
  windowMinutes: DustRule['windowMinutes'],
  threshold: number,
  works: string,
  over: Partial<DustRule> = {},
): DustRule =>
  Object.freeze({
    place,
    source,
    factor,
    windowMinutes,
    threshold,
    basis: 'absolute',
    works,
    allowedPerDay: null,
    uncertain: false,
    ...over,
  });

export const DUST_RULES: readonly DustRule[] = Object.freeze([
  rule('河北', 'DB13/2934-2019', PM10, 60, 80, 'all', { basis: 'above background', allowedPerDay: 2, uncertain: true }),
  rule('辽宁', 'DB21/2642-2016', TSP, 5, 800, 'urban'),
  rule('辽宁', 'DB21/2642-2016', TSP, 5, 1000, 'suburb'),
  rule('陕西', 'DB61/1078-2017', TSP, 60, 800, 'demolition, earthwork'),
  rule('陕西', 'DB61/1078-2017', TSP, 60, 700, 'foundation, structure, decoration'),
  rule('上海', 'DB31/964-2016', TSP, 15, 2000, 'all', { allowedPerDay: 1 }),
  rule('上海', 'DB31/964-2016（次数待核）', TSP, 15, 1000, 'all', { allowedPerDay: 6, uncertain: true }),
  rule('四川', 'DB51/2682-2020（待核）', TSP, 15, 600, 'demolition, earthwork', { uncertain: true }),
  rule('四川', 'DB51/2682-2020（待核）', TSP, 15, 250, 'other', { uncertain: true }),
  rule('武汉', '2017 年做法：预警', PM10, 60, 150, 'all'),
  rule('武汉', '2017 年做法：现场检查', PM10, 60, 200, 'all'),
]);

/**
 * Proposed defaults of a relative rule (no standard says so): a site is compared with the nearest reference station.
 */
export const RELATIVE_DUST_RULE = Object.freeze({
  source: '本项目建议值，无标准依据',
  factor: PM10,
  windowMinutes: 60,
  /** Site at or above so many times the reference. */
  ratio: 1.5,
  /** And at or above so many µg/m³. */
  floor: 100,
  /**
   * Not judged above this humidity in percent (optical sensors swell), nor while the reference itself is above this
   * µg/m³ (regional dust).
   */
  humidityAbove: 95,
  referenceAbove: 420,
  /** A reference station speaks for sites within so many metres. */
  radiusMetres: 15_000,
});

/** Proposed rule of a sudden rise (no standard says so): the newest 5 min against 5 min a quarter of an hour before. */
export const RISE_DUST_RULE = Object.freeze({
  source: '本项目建议值，无标准依据',
  factor: PM10,
  windowMinutes: 15,
  /** At or above so many times, +100 %. */
  ratio: 2,
  /** And at or above so many µg/m³. */
  floor: 150,
});
