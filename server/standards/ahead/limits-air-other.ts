import { EDITIONS, type Edition } from '../editions.ts';

/**
 * GB 3095-2026 Table 2, other items, µg/m³. They have no index, and none of them an hourly limit but NOx.
 * The catalogue of factors has TSP only: ambient NOx, lead and benzo(a)pyrene must get a factor before they can be
 * judged.
 */
export interface OtherAirLimit {
  readonly edition: Edition;
  readonly item: 'TSP' | 'NOx' | 'Pb' | 'BaP';
  readonly averaging: 'year' | 'quarter' | 'day' | 'hour';
  /** Classes I and II, decimal text. */
  readonly classOne: string;
  readonly classTwo: string;
  readonly clause: string;
}

const [, TRANSITION, FINAL] = EDITIONS.gb3095;
type Row = readonly [
  item: OtherAirLimit['item'],
  averaging: OtherAirLimit['averaging'],
  classOne: string,
  classTwo: string,
];
const rows = (edition: Edition, clause: string, list: readonly Row[]): OtherAirLimit[] =>
  list.map(([item, averaging, classOne, classTwo]) =>
    Object.freeze({ edition, item, averaging, classOne, classTwo, clause }),
  );
const same: readonly Row[] = [
  ['TSP', 'year', '80', '200'],
  ['TSP', 'day', '120', '300'],
  ['NOx', 'hour', '250', '250'],
  ['Pb', 'year', '0.5', '0.5'],
  ['Pb', 'quarter', '1', '1'],
  ['BaP', 'year', '0.001', '0.001'],
  ['BaP', 'day', '0.0025', '0.0025'],
];

export const OTHER_AIR_LIMITS: readonly OtherAirLimit[] = Object.freeze([
  ...rows(TRANSITION, 'GB 3095-2026 表2 过渡', [...same, ['NOx', 'year', '50', '50'], ['NOx', 'day', '100', '100']]),
  ...rows(FINAL, 'GB 3095-2026 表2', [...same, ['NOx', 'year', '40', '40'], ['NOx', 'day', '70', '70']]),
]);
