import { FACTORS, type Factor } from '../../streams/contracts/factors.ts';
import { MICRO } from '../../streams/contracts/reading.ts';
import { present } from '../platform/present.ts';
import { maskOf, type QualityCode } from './quality-codes.ts';

/**
 * Thresholds of automatic quality control, one row per station kind, factor and edition. Values in millionths of the
 * canonical unit, times in seconds; 0 switches a test off. No standard gives these numbers: they are proposals of
 * ours after common practice, dated so that an hour is always checked by the edition of its time.
 */
export interface QualityRule {
  /** STATION_KINDS number. */
  readonly kind: number;
  readonly factor: number;
  readonly edition: string;
  /** Seconds UTC, `[from, until)`. */
  readonly from: number;
  readonly until: number;
  /** QC_RANGE: instrument or physical range. */
  readonly low: number;
  readonly high: number;
  /** QC_NEG: negative values down to minus this stand (HJ 653, HJ 654: noise about zero). */
  readonly detection: number;
  /** QC_LATE: arrival after the end of the period. */
  readonly late: number;
  /** QC_CLOCK: sampled this long after its own arrival. */
  readonly ahead: number;
  /** QC_CLOCK: an hour that came in at the pace of time, but this much behind it. */
  readonly behind: number;
  /** QC_MISS: missing parts of an hour, or missing hours, that make a finding. */
  readonly miss: number;
  /**
   * QC_STUCK: hours in a row whose parts all have one value; and, where an hour has one part, hours in which nothing
   * but one value came, four values at least for a station that reports less often than hourly.
   */
  readonly stuck: number;
  readonly stuckSingle: number;
  /** Values at or below it may stand still: near the detection limit resolution makes them equal. */
  readonly stuckAbove: number;
  /** QC_SPIKE: z by the median absolute deviation, of the valid hours of the last 24 h. */
  readonly spike: number;
  /** QC_STEP: standard deviations. */
  readonly step: number;
  /** Fewest hours that a spike or step is measured against. */
  readonly history: number;
  /** Least spread assumed, so that a flat day does not make every breath a spike. */
  readonly spread: number;
  /**
   * QC_INV: the factor that may not be below this one, and the tolerance: the larger of a value and a share in
   * percent.
   */
  readonly whole: number;
  readonly wholeBy: number;
  readonly wholePercent: number;
  /** QC_NEIGH: percent off the mean of three neighbours, and the level below which nobody cares. */
  readonly neighbours: number;
  readonly neighboursFrom: number;
  /** QC_RH: percent of relative humidity. */
  readonly humidity: number;
  /** Codes that take data out of means and judging, as a mask; the others warn. */
  readonly invalidates: number;
}

const QUALITY_EDITION = 'PROP 2026-11';
/** What invalidates by default; the other codes only warn. A city that decides otherwise adds an edition. */
const INVALIDATING: readonly QualityCode[] = Object.freeze([
  'QC_RANGE',
  'QC_NEG',
  'QC_STUCK',
  'QC_CLOCK',
  'QC_FLAG',
  'QC_MARK',
]);

type Domain = 'air' | 'water' | 'source' | 'dust';
const DOMAIN_OF_KIND: Readonly<Record<number, Domain>> = Object.freeze({
  1: 'air',
  2: 'air',
  3: 'dust',
  4: 'dust',
  5: 'water',
  6: 'source',
  7: 'source',
});
/** Kinds whose particle monitors are optical. */
const OPTICAL_KINDS = new Set([2, 3, 4]);
const PARTICLES = new Set([1, 2, 7, 8]);

const MINUTE = 60;
const LATE: Readonly<Record<Domain, number>> = Object.freeze({
  air: 20 * MINUTE,
  water: 60 * MINUTE,
  source: 20 * MINUTE,
  dust: 10 * MINUTE,
});
const STUCK: Readonly<Record<Domain, number>> = Object.freeze({ air: 4, water: 4, source: 4, dust: 2 });
const MISS: Readonly<Record<Domain, number>> = Object.freeze({ air: 3, water: 2, source: 3, dust: 3 });

/**
 * Water of a section is sampled every four hours (HJ 915-2017) and its hours repeat the sample; only these five
 * parameters are hourly.
 */
const HOURLY_IN_WATER = new Set([40, 41, 42, 43, 44]);
/**
 * Hours of one value where an hour has one part: four samples of a section, six readings of its hourly parameters, a
 * day elsewhere.
 */
const stuckSingle = (domain: Domain, factor: number): number =>
  domain !== 'water' ? 24 : HOURLY_IN_WATER.has(factor) ? 6 : 16;

/**
 * Ranges narrower than what is plausible at all. O3: 500 ppb at 298.15 K; CO 50 mg/m3; particles up to what a dust
 * storm reaches.
 */
const RANGES: Readonly<Record<string, readonly [low: number, high: number]>> = Object.freeze({
  'air 3': [0, 982],
  'air 6': [0, 50],
  'water 41': [0, 20],
  'water 46': [0, 50],
});
/**
 * Where equal values are no news: below it the resolution of the instrument makes them equal (four years of 12
 * Beijing stations: O3 of 2 ug/m3 stands for days).
 */
const STUCK_ABOVE: Readonly<Record<number, number>> = Object.freeze({
  1: 5,
  2: 8,
  3: 10,
  4: 10,
  5: 20,
  6: 1.5,
  9: 10,
  68: 2,
});
/** A quantity that stands still by itself is not tested: weather, flow, power, voltage. */
const CONCENTRATIONS = new Set([
  1, 2, 3, 4, 5, 6, 7, 8, 9, 40, 41, 43, 44, 45, 46, 47, 48, 49, 50, 51, 53, 66, 67, 68, 69, 70,
]);
const WHOLES: Readonly<Record<number, readonly [whole: number, by: number, percent: number]>> = Object.freeze({
  1: [2, 5, 10],
  2: [7, 5, 10],
  46: [48, 0.1, 10],
  51: [49, 1, 10],
  45: [49, 1, 10],
});
const SPREAD: Readonly<Record<number, number>> = Object.freeze({
  1: 5,
  2: 8,
  3: 8,
  4: 4,
  5: 3,
  6: 0.1,
  7: 15,
  8: 5,
  9: 4,
  40: 0.1,
  41: 0.3,
  43: 10,
  44: 3,
});

function ruleOf(kind: number, factor: Factor): QualityRule {
  const domain = present(DOMAIN_OF_KIND[kind], `domain of kind ${kind}`);
  const { id, range } = factor;
  const [low, high] = RANGES[`${domain} ${id}`] ?? [factor.detection > 0 ? 0 : range[0], range[1]];
  const tested = CONCENTRATIONS.has(id);
  const [whole, by, percent] = WHOLES[id] ?? [0, 0, 0];
  const hasNeighbours = (domain === 'air' || domain === 'dust') && (id === 1 || id === 2);
  const micro = (value: number): number => Math.round(value * MICRO);
  return Object.freeze({
    kind,
    factor: id,
    edition: QUALITY_EDITION,
    from: 0,
    until: 4_294_967_295,
    low: micro(low),
    high: micro(high),
    detection: micro(factor.detection),
    late: LATE[domain],
    ahead: MINUTE,
    behind: 60 * MINUTE,
    miss: MISS[domain],
    stuck: tested ? STUCK[domain] : 0,
    stuckSingle: tested ? stuckSingle(domain, id) : 0,
    stuckAbove: micro(STUCK_ABOVE[id] ?? 0),
    spike: tested ? 6 : 0,
    step: tested ? 5 : 0,
    history: domain === 'water' ? 5 : 12,
    spread: micro(SPREAD[id] ?? Math.max(0.01, range[1] / 1000)),
    whole,
    wholeBy: micro(by),
    wholePercent: percent,
    neighbours: hasNeighbours ? 50 : 0,
    neighboursFrom: micro(id === 1 ? 35 : 50),
    humidity: OPTICAL_KINDS.has(kind) && PARTICLES.has(id) ? micro(95) : 0,
    invalidates: maskOf(INVALIDATING),
  });
}

/** All rules in force at some time. */
export const qualityRules = (): QualityRule[] =>
  Object.keys(DOMAIN_OF_KIND).flatMap((kind) => FACTORS.map((factor) => ruleOf(Number(kind), factor)));

/** How far a station looks for neighbours, metres; farther ones say nothing about it. */
export const NEIGHBOUR_RADIUS: Readonly<Record<number, number>> = Object.freeze({
  1: 15_000,
  2: 10_000,
  3: 5_000,
  4: 5_000,
});
