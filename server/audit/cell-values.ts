import { breakpointsAt, columnOf, iaqiOfColumn } from '../standards/mod.ts';
import { halfEven } from './exact-mean.ts';

/** Definition of the hotspot grid (design: Windows), written here once more. */
const NEAREST = 12;
const REACH = 12_000;
const LEAST_FAR = 3;
/** Of a station 1 km away. */
const UNIT = 1_000_000_000;

export interface Placed {
  readonly id: number;
  readonly x: number;
  readonly y: number;
}
interface Speaker {
  readonly station: number;
  readonly weight: bigint;
  readonly isInside: boolean;
}

/** Who speaks for a cell, and how much. @param cell ix * 65536 + iy */
export function speakersOf(cell: number, stations: readonly Placed[], size: number): Speaker[] {
  const [left, bottom] = [Math.floor(cell / 65_536) * size, (cell % 65_536) * size];
  const [x, y] = [left + size / 2, bottom + size / 2];
  return stations
    .map((station) => ({ station, square: (station.x - x) ** 2 + (station.y - y) ** 2 }))
    .filter(({ square }) => square <= REACH ** 2)
    .sort((a, b) => a.square - b.square || a.station.id - b.station.id)
    .map(({ station, square }, place) => ({
      station: station.id,
      place,
      weight: BigInt(Math.round((UNIT * 1e6) / Math.max(square, (size / 2) ** 2))),
      isInside: station.x >= left && station.x < left + size && station.y >= bottom && station.y < bottom + size,
    }))
    .filter(({ place, isInside }) => place < NEAREST || isInside);
}

/** What a cell shows. `mean` in millionths. */
export interface CellValue {
  readonly mean: bigint;
  readonly iaqi: number | null;
  readonly support: 0 | 1;
}

/**
 * Mean of the stations in the cell, else the inverse-distance mean of its nearest ones, of which at least three have a value.
 * @param means rolling hour of each station that has one, millionths @param at ms UTC, chooses the edition of the breakpoints
 */
export function cellValue(
  speakers: readonly Speaker[],
  means: ReadonlyMap<number, bigint>,
  factor: number,
  at: number,
): CellValue | null {
  const speaking = speakers.filter(({ station }) => means.has(station));
  const here = speaking.filter(({ isInside }) => isInside);
  if (here.length === 0 && speaking.length < LEAST_FAR) return null;
  let total = 0n,
    weight = 0n;
  for (const { station, weight: own } of here.length > 0 ? here : speaking) {
    const share = here.length > 0 ? 1n : own;
    total += means.get(station)! * share;
    weight += share;
  }
  const column = columnOf(breakpointsAt(at), factor, 'hour');
  const input = column ? Number(halfEven(total, weight * 10n ** BigInt(6 - column.decimals))) : 0;
  const index = column ? iaqiOfColumn(column, input) : null;
  return {
    mean: halfEven(total, weight),
    iaqi: index === null ? null : Math.max(1, index),
    support: here.length > 0 ? 0 : 1,
  };
}
