import { AVERAGING_HOURS, EDITIONS } from '../standards/mod.ts';

/**
 * Ids of the national limits in `limit_sources`: below 1000, so that they never meet a pack's. Stored: never renumber.
 */
const NATIONAL_AIR = 10;
const NATIONAL_WATER = 100;
const LOCAL_RULES = 300;

const AVERAGINGS = Object.values(AVERAGING_HOURS);
const editionIndex = (name: string): number => EDITIONS.gb3095.findIndex((edition) => edition.name === name);

/** Id of a GB 3095 limit. */
export const airLimitSource = (edition: string, averagingHours: number): number =>
  NATIONAL_AIR + editionIndex(edition) * 10 + AVERAGINGS.findIndex((hours) => hours === averagingHours);

/** Id of a class of GB 3838. */
export const waterLimitSource = (waterClass: number): number => NATIONAL_WATER + waterClass;

/** Id of a local rule. */
export const localRuleSource = (rule: number): number => LOCAL_RULES + rule;
