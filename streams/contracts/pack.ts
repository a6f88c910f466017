/**
 * A city pack: everything the server has to know of a city before the first frame. The demo city
 * generates one, a real city exports one; nothing downstream can tell which it was.
 * A pack is a directory of JSON files named after the keys of `CityPack`.
 * Coordinates are WGS-84 / CGCS2000 degrees, [longitude, latitude]. A station in `stations.json` may carry `"crs":
 * "gcj02"`: its position was picked on a commercial map and is converted when the pack is read.
 */
export type Position = readonly [longitude: number, latitude: number];

export interface Names {
  readonly zh: string;
  readonly en: string;
}

export interface CityPack {
  readonly city: CityDescription;
  readonly regions: readonly Region[];
  readonly stations: readonly Station[];
  readonly waters: readonly Watercourse[];
  /** Terrain for the hillshade, metres, row-major from north-west; null where a pack has none. */
  readonly relief: Relief | null;
}

export interface CityDescription {
  /** `[a-z0-9-]{1,32}` */
  readonly id: string;
  readonly names: Names;
  readonly centreNames: Names;
  /** IANA zone of the station's civil time, e.g. `Asia/Shanghai`. */
  readonly timezone: string;
  readonly centre: Position;
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  /** Central meridian of the metric (Gauss-Kruger, CGCS2000) projection of the grids, degrees. */
  readonly centralMeridian: number;
  readonly synthetic: boolean;
}

export type RegionLevel = 'city' | 'county' | 'township' | 'village';

export interface Region {
  /** Small integer, unique over all levels, stable for ever. The city is 1. */
  readonly id: number;
  readonly level: RegionLevel;
  readonly parent: number | null;
  /** Administrative code, 6 (county), 9 (township) or 12 (village) digits. */
  readonly code: string;
  readonly names: Names;
  readonly centre: Position;
  /** Outer ring, closed, anticlockwise. */
  readonly ring: readonly Position[];
  /** Department that answers for it. */
  readonly responsible: Names;
}

export type StationKind = 'national' | 'township' | 'road_dust' | 'site_dust' | 'water' | 'enterprise' | 'power';
/** Stored and sent as these numbers: never renumber. */
export const STATION_KINDS: Readonly<Record<StationKind, number>> = Object.freeze({
  national: 1,
  township: 2,
  road_dust: 3,
  site_dust: 4,
  water: 5,
  enterprise: 6,
  power: 7,
});

export interface Station {
  /** Small integer, unique, stable for ever, < 2^20. */
  readonly id: number;
  /** Device id (MN) that reports for it. */
  readonly device: string;
  readonly kind: StationKind;
  readonly names: Names;
  readonly position: Position;
  /** Region ids; 0 where the station lies in none. */
  readonly county: number;
  readonly township: number;
  readonly village: number;
  /** HJ 212 system code, '22', '21', '39', '31', '32', '44'. */
  readonly st: string;
  /** Factor codes it measures, see `factors.ts`. */
  readonly factors: readonly string[];
  /** Factor code -> unit the device sends, where it is not the canonical one. */
  readonly units?: Readonly<Record<string, string>>;
  /** Seconds between real-time frames. */
  readonly period: number;
  /** Which statistic its windows rest on. */
  readonly basis: 'rtd' | 'minute' | 'hour';
  /** May its values be shown to the public? */
  readonly isPublic: boolean;
  /** Limits that bind this very station (permit, local rule), canonical units. */
  readonly limits?: readonly StationLimit[];
  readonly outlet?: 'stack' | 'outfall';
  /**
   * Flue gas of a stack whose limits hold at a reference oxygen, percent. `state`: what the analyser's concentrations
   * are of; dry gas at 273 K and 101,325 Pa unless said otherwise.
   */
  readonly gas?: { readonly referenceOxygen: number; readonly state?: 'standard dry' | 'as measured' };
  /**
   * Discharge standards that bind this outlet where its permit says nothing: names of `server/standards`
   * (`OUTLET_STANDARDS`).
   */
  readonly standards?: readonly string[];
  readonly industry?: Names;
  /** Watercourse id and distance from its source, km (water stations). */
  readonly river?: { readonly id: number; readonly chainage: number };
  /** Station id of the enterprise a power meter belongs to. */
  readonly enterprise?: number;
  /** Rated power, kW, and role of a power meter. */
  readonly power?: { readonly rated: number; readonly role: 'production' | 'treatment' };
  /** Target class of a water section, 1..5. */
  readonly targetClass?: number;
  /** One of the few a wall has room to name (key water sections). */
  readonly key?: boolean;
}

export interface StationLimit {
  readonly factor: string;
  readonly statistic: 'rtd' | 'hour' | 'day';
  /** Decimal text, canonical unit. */
  readonly value: string;
  /** Value while the water is at most 12 degrees Celsius, where the rule has one (NH3-N in brackets, GB 18918). */
  readonly cold?: string;
  /**
   * A permit goes before every standard; of a local and a national one the stricter holds. Without it: permit of an
   * enterprise, else local.
   */
  readonly standing?: 'permit' | 'local';
  /** Short names of the rule, e.g. 排污许可 / permit. */
  readonly source: Names;
  readonly clause: string;
}

export interface Watercourse {
  readonly id: number;
  readonly kind: 'river' | 'lake';
  readonly names: Names;
  /** 1 = main stem. */
  readonly order: number;
  /** Line (river, downstream) or closed ring (lake). */
  readonly line: readonly Position[];
  /** Id of the watercourse it flows into, with the chainage there in km. */
  readonly into?: { readonly id: number; readonly chainage: number };
}

export interface Relief {
  readonly bounds: readonly [west: number, south: number, east: number, north: number];
  readonly columns: number;
  readonly rows: number;
  readonly heights: readonly number[];
}
