import { seriesStation } from '../../streams/contracts/factors.ts';
import { industryGroups } from '../../streams/contracts/industries.ts';
import type { RowOf } from '../../streams/live/mod.ts';
import type { Names } from '../../streams/contracts/pack.ts';
import type { CityIndex } from './city.ts';

type SourceMark = 'exceeds' | 'heard' | 'silent' | 'never';
export interface IndustryLine {
  /** Of `industryGroups`, for the address of its counts. */
  readonly id: string;
  readonly names: Names;
  readonly marks: readonly { readonly station: number; readonly mark: SourceMark }[];
  readonly exceeding: number;
}

const ORDER: readonly SourceMark[] = ['exceeds', 'heard', 'silent', 'never'];

/**
 * Monitored outlets by industry, those that exceed first. Silent is what has not been heard for more than two periods.
 */
export function industryLines(
  city: CityIndex,
  stations: readonly RowOf<'stations'>[],
  exceedances: readonly RowOf<'exceedances'>[],
  other: Names,
): IndustryLine[] {
  const state = new Map(stations.map((row) => [row.key, row.state ?? 0]));
  const exceeding = new Set(exceedances.map((row) => seriesStation(row.key)));
  const markOf = (station: number): SourceMark => {
    if (exceeding.has(station)) return 'exceeds';
    const known = state.get(station) ?? 0;
    return known === 0 ? 'never' : known <= 2 ? 'heard' : 'silent';
  };
  return industryGroups(city.stations).map(({ id, names, stations: ids }) => {
    const marks = ids
      .map((station) => ({ station, mark: markOf(station) }))
      .sort((a, b) => ORDER.indexOf(a.mark) - ORDER.indexOf(b.mark) || a.station - b.station);
    return { id, names: names ?? other, marks, exceeding: marks.filter(({ mark }) => mark === 'exceeds').length };
  });
}
