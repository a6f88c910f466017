import type { PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { fixedPoint, liveTime } from '../standards/mod.ts';
import { levelOf, type AirRow } from './air-question.ts';
import type { TickInstant } from './tick-instant.ts';

const STATIONS = loadQuery('windows/stations');

/** What a tick knows of a station beside its air. */
export interface StationState {
  readonly station: number;
  readonly kind: number;
  /** As in topic `stations`. */
  readonly state: number;
  /** Newest reading, seconds UTC; 0 = none. */
  readonly time: number;
  /** Largest present multiple of a limit, millionths; meant only where `exceeds` is 1. */
  readonly multiple: string;
  /** Factor shown; 0 = none. */
  readonly factor: number;
  /** Its value, millionths. */
  readonly value: string | null;
  readonly exceeds: number;
}

/** Every station, in the columns' order of sql/windows/stations.sql: station, kind, heard, age, state, time, ... */
export async function stationsOf(store: Store, instant: TickInstant): Promise<StationState[]> {
  const columns = await store.columns('window', STATIONS, { tick: instant.tick, now: instant.now });
  const [ids = [], kinds = [], , , states = [], times = [], ...shown] = columns;
  const [multiples = [], factors = [], values = [], exceeds = []] = shown;
  return ids.map((id, i) => ({
    station: id as number,
    kind: kinds[i] as number,
    state: states[i] as number,
    time: times[i] as number,
    multiple: multiples[i] as string,
    factor: factors[i] as number,
    value: values[i] as string | null,
    exceeds: exceeds[i] as number,
  }));
}

/** A row of topic `stations`. */
export const stationRow = (state: StationState, air: AirRow | undefined): PublishedRow<'stations'> => ({
  key: state.station,
  state: state.state,
  time: liveTime(state.time),
  aqi: air?.aqi ?? null,
  level: levelOf(air),
  primary: air?.primary ?? null,
  multiple: state.exceeds === 1 ? fixedPoint(state.multiple, 2) : null,
  factor: state.factor === 0 ? null : state.factor,
  value: state.factor === 0 ? null : fixedPoint(state.value, 3),
});

/**
 * Topic `devices`, by kind: stations that reported within two periods, all, and those that ever reported and so are
 * expected.
 */
export function deviceRows(stations: readonly StationState[]): PublishedRow<'devices'>[] {
  const kinds = new Map<number, { online: number; total: number; due: number }>();
  for (const { kind, state } of stations) {
    const counts = kinds.get(kind) ?? { online: 0, total: 0, due: 0 };
    if (state === 1 || state === 2) counts.online += 1;
    counts.total += 1;
    if (state > 0) counts.due += 1;
    kinds.set(kind, counts);
  }
  return [...kinds].sort(([a], [b]) => a - b).map(([key, counts]) => ({ key, ...counts }));
}
