import { inForceAt } from './in-force-at.ts';

/**
 * How a hot cell is told from a trivial one. No standard says it: the figures are this project's proposal after the
 * ministry's practice of 3-km grids "significantly above the surrounding grids" (domain 6.1, 6.3), so they are dated
 * and stand in one place. A city that rules otherwise adds an entry.
 */
export interface HotspotRule {
  readonly name: string;
  /** ms UTC of 00:00 Asia/Shanghai on the day it came into force. */
  readonly effectiveFrom: number;
  /**
   * Regional background: mean of the supported cells at most this far east, west, north or south of the cell's
   * centre, metres.
   */
  readonly backgroundMetres: number;
  /**
   * Ring of neighbours: the cells of the eight squares of this size around the square that the cell lies in, metres.
   */
  readonly ringMetres: number;
  /** A hot cell is at least this much above its ring: millionths of the factor's unit, by factor id. */
  readonly leastExcess: Readonly<Record<number, number>>;
  /** ... and at least this share of the ring's mean, percent. */
  readonly leastPercent: number;
  /** Stations that make the half of the support score that counts stations full. */
  readonly fullSupport: number;
  /** Below it a cell's support is called weak, 0..100. */
  readonly weakSupport: number;
  /** Civil days that hot hours and emerging classes look back. */
  readonly days: number;
  /** Percent of them that have to be there (domain 6.3: valid count per cell at least 75 %). */
  readonly leastDaysPercent: number;
  /** Share of hot days that makes a cell persistent, percent. */
  readonly persistentPercent: number;
  /** Wind of the last so many seconds, candidates within so many degrees to either side and so many metres. */
  readonly upwindSeconds: number;
  readonly sectorDegrees: number;
  readonly upwindMetres: number;
  /** Distance at which a candidate counts for half of one next door, metres. */
  readonly halfMetres: number;
  /** Resultant wind below it has no direction, m/s. */
  readonly calmSpeed: number;
  /** A production meter at or above this share of its rated power runs, percent. */
  readonly runningPercent: number;
  /**
   * What a candidate that runs, and one of which nothing is known, counts beside one that exceeds (1 + multiple, at
   * most 1 + `mostMultiple`).
   */
  readonly runningWeight: number;
  readonly unknownWeight: number;
  readonly mostMultiple: number;
}

const MICROGRAMS = 1_000_000;
const PROPOSED = 'PROP, domain 6.3';

const HOTSPOT_RULES: readonly HotspotRule[] = Object.freeze([
  Object.freeze({
    name: PROPOSED,
    effectiveFrom: Date.parse('2026-01-01T00:00:00+08:00'),
    backgroundMetres: 10_000,
    ringMetres: 3000,
    // Carbon monoxide is in mg/m3: 10 µg/m3 of it would be below what an instrument shows.
    leastExcess: Object.freeze({
      1: 10 * MICROGRAMS,
      2: 10 * MICROGRAMS,
      3: 10 * MICROGRAMS,
      4: 10 * MICROGRAMS,
      5: 10 * MICROGRAMS,
      6: 200_000,
    }),
    leastPercent: 15,
    fullSupport: 6,
    weakSupport: 50,
    days: 14,
    leastDaysPercent: 75,
    persistentPercent: 90,
    upwindSeconds: 10_800,
    sectorDegrees: 30,
    upwindMetres: 10_000,
    halfMetres: 2000,
    calmSpeed: 0.5,
    runningPercent: 5,
    runningWeight: 0.5,
    unknownWeight: 0.25,
    mostMultiple: 4,
  }),
]);

/** The rule in force at an instant, ms UTC; what came before the first is looked at by the first. */
export const hotspotRuleAt = (at: number): HotspotRule => inForceAt(HOTSPOT_RULES, at, 'hotspot rules');
