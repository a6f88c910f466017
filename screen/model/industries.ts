import { seriesStation } from '../../streams/factors.ts';
import type { Names } from '../../streams/pack.ts';
import type { CityIndex } from './city.ts';
import type { Row } from './live.ts';

export type SourceMark = 'exceeds' | 'heard' | 'silent' | 'never';
export interface IndustryLine { readonly names: Names; readonly marks: readonly { readonly station: number; readonly mark: SourceMark }[]; readonly exceeding: number }

const ORDER: readonly SourceMark[] = ['exceeds', 'heard', 'silent', 'never'];
/** Industries with a line of their own; the rest share the last one. */
const LINES = 7;

/** Monitored outlets by industry, those that exceed first. Silent is what has not been heard for more than two periods. */
export function industryLines(city: CityIndex, stations: readonly Row[], exceedances: readonly Row[], other: Names): IndustryLine[] {
  const state = new Map(stations.map((row) => [row.key, row.state ?? 0]));
  const exceeding = new Set(exceedances.map((row) => seriesStation(row.key)));
  const groups = new Map<string, { names: Names; stations: number[] }>();
  for (const station of city.stations) {
    if (station.kind !== 'enterprise') continue;
    const names = station.industry ?? other;
    const group = groups.get(names.zh) ?? { names, stations: [] };
    group.stations.push(station.id);
    groups.set(names.zh, group);
  }
  const largest = [...groups.values()].filter(({ names }) => names.zh !== other.zh).sort((a, b) => b.stations.length - a.stations.length || (a.names.zh < b.names.zh ? -1 : 1));
  const own = largest.length <= LINES ? largest : largest.slice(0, LINES - 1);
  const rest = [...groups.values()].filter((group) => !own.includes(group)).flatMap((group) => group.stations);
  const markOf = (station: number): SourceMark => {
    if (exceeding.has(station)) return 'exceeds';
    const known = state.get(station) ?? 0;
    return known === 0 ? 'never' : known <= 2 ? 'heard' : 'silent';
  };
  return [...own, ...(rest.length > 0 ? [{ names: other, stations: rest }] : [])].map(({ names, stations: ids }) => {
    const marks = ids.map((station) => ({ station, mark: markOf(station) })).sort((a, b) => ORDER.indexOf(a.mark) - ORDER.indexOf(b.mark) || a.station - b.station);
    return { names, marks, exceeding: marks.filter(({ mark }) => mark === 'exceeds').length };
  });
}
