import type {
  CityDescription,
  Names,
  Position,
  Relief,
  RegionLevel,
  StationKind,
  Watercourse,
} from '../../streams/contracts/pack.ts';

/** What `GET /api/city` (or `/api/public/city`) gives once: everything that does not change with a tick. */
export interface CityStatic {
  readonly city: CityDescription;
  readonly grid: { readonly size: number; readonly centralMeridian: number };
  readonly regions: readonly CityRegion[];
  /** Village grids by name, to tell a hot cell's; absent on public screens. */
  readonly villages?: readonly { readonly id: number; readonly parent: number; readonly names: Names }[];
  readonly waters: readonly Watercourse[];
  readonly relief: Relief | null;
  readonly stations: readonly CityStation[];
  readonly limitSources: readonly { readonly id: number; readonly names: Names; readonly clause: string }[];
  readonly factors: readonly {
    readonly id: number;
    readonly code: string;
    readonly zh: string;
    readonly en: string;
    readonly unit: string;
    readonly decimals: number;
  }[];
  /** WebSocket address of the hub; relative ones are taken from the page. */
  readonly liveUrl: string;
}

export interface CityRegion {
  readonly id: number;
  readonly level: RegionLevel;
  readonly parent: number | null;
  readonly names: Names;
  readonly centre: Position;
  readonly ring: readonly Position[];
  readonly responsible?: Names;
}

export interface CityStation {
  readonly id: number;
  readonly kind: StationKind;
  readonly names: Names;
  readonly position: Position;
  readonly county: number;
  readonly township: number;
  readonly isPublic?: boolean;
  readonly period?: number;
  readonly factors?: readonly string[];
  readonly industry?: Names;
  readonly targetClass?: number;
  readonly river?: { readonly id: number; readonly chainage: number };
  /** Of a power meter: the firm's outlet it belongs to, and what it measures. */
  readonly enterprise?: number;
  readonly power?: { readonly rated: number; readonly role: 'production' | 'treatment' };
}

/** The same, indexed by the ids that live rows carry. */
export interface CityIndex extends CityStatic {
  station(id: number): CityStation | undefined;
  region(id: number): CityRegion | undefined;
  village(id: number): { readonly id: number; readonly parent: number; readonly names: Names } | undefined;
  factor(id: number): CityStatic['factors'][number] | undefined;
  limitSource(id: number): CityStatic['limitSources'][number] | undefined;
  readonly counties: readonly CityRegion[];
  readonly outline: CityRegion | undefined;
}

export function indexCity(city: CityStatic): CityIndex {
  const stations = new Map(city.stations.map((s) => [s.id, s]));
  const regions = new Map(city.regions.map((r) => [r.id, r]));
  const villages = new Map((city.villages ?? []).map((v) => [v.id, v]));
  const factors = new Map(city.factors.map((f) => [f.id, f]));
  const sources = new Map(city.limitSources.map((s) => [s.id, s]));
  return Object.freeze({
    ...city,
    station: (id: number) => stations.get(id),
    region: (id: number) => regions.get(id),
    village: (id: number) => villages.get(id),
    factor: (id: number) => factors.get(id),
    limitSource: (id: number) => sources.get(id),
    counties: city.regions.filter((r) => r.level === 'county'),
    outline: city.regions.find((r) => r.level === 'city'),
  });
}
