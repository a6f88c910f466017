import { EDITIONS, editionAt, type Edition } from './editions.ts';

/**
 * A concentration limit of GB 3095 for a class II area. There is no 1-h limit for PM: an hourly PM exceedance is
 * always a local rule.
 */
export interface AirLimit {
  readonly edition: Edition;
  readonly factor: number;
  readonly averaging: 'year' | 'day' | 'eightHours' | 'hour';
  /** µg/m³ (CO mg/m³), decimal text. */
  readonly classOne: string | null;
  readonly classTwo: string;
  readonly clause: string;
}

const [GB2012, GB2026_TRANSITION, GB2026] = EDITIONS.gb3095;
type Row = readonly [factor: number, averaging: AirLimit['averaging'], classOne: string | null, classTwo: string];
const table = (edition: Edition, clause: string, rows: readonly Row[]): AirLimit[] =>
  rows.map(([factor, averaging, classOne, classTwo]) =>
    Object.freeze({ edition, factor, averaging, classOne, classTwo, clause }),
  );

/** GB 3095-2012 class II, GB 3095-2026 Table 1 transition and final. */
export const AIR_LIMITS: readonly AirLimit[] = Object.freeze([
  ...table(GB2012, 'GB 3095-2012 表1', [
    [5, 'year', null, '60'],
    [5, 'day', null, '150'],
    [5, 'hour', null, '500'],
    [4, 'year', null, '40'],
    [4, 'day', null, '80'],
    [4, 'hour', null, '200'],
    [6, 'day', null, '4'],
    [6, 'hour', null, '10'],
    [3, 'eightHours', null, '160'],
    [3, 'hour', null, '200'],
    [2, 'year', null, '70'],
    [2, 'day', null, '150'],
    [1, 'year', null, '35'],
    [1, 'day', null, '75'],
  ]),
  ...table(GB2026_TRANSITION, 'GB 3095-2026 表1 过渡', [
    [5, 'year', '20', '60'],
    [5, 'day', '50', '150'],
    [5, 'hour', '150', '500'],
    [4, 'year', '40', '40'],
    [4, 'day', '80', '80'],
    [4, 'hour', '200', '200'],
    [6, 'day', '4', '4'],
    [6, 'hour', '10', '10'],
    [3, 'eightHours', '100', '160'],
    [3, 'hour', '160', '200'],
    [2, 'year', '40', '60'],
    [2, 'day', '50', '120'],
    [1, 'year', '15', '30'],
    [1, 'day', '35', '60'],
  ]),
  ...table(GB2026, 'GB 3095-2026 表1', [
    [5, 'year', '20', '20'],
    [5, 'day', '50', '50'],
    [5, 'hour', '150', '150'],
    [4, 'year', '30', '30'],
    [4, 'day', '50', '50'],
    [4, 'hour', '200', '200'],
    [6, 'day', '4', '4'],
    [6, 'hour', '10', '10'],
    [3, 'eightHours', '100', '160'],
    [3, 'hour', '160', '200'],
    [2, 'year', '20', '50'],
    [2, 'day', '50', '100'],
    [1, 'year', '10', '25'],
    [1, 'day', '25', '50'],
  ]),
]);

/** The limit in force at an instant, or `undefined` where the standard sets none. */
export function airLimit(factor: number, averaging: AirLimit['averaging'], at: number): AirLimit | undefined {
  const edition = editionAt(EDITIONS.gb3095, at);
  return AIR_LIMITS.find(
    (limit) => limit.edition === edition && limit.factor === factor && limit.averaging === averaging,
  );
}
