import type {
  CityDescription,
  Names,
  Position,
  RegionLevel,
  Relief,
  Station,
  StationKind,
  Watercourse,
} from '../../streams/contracts/pack.ts';
import type { MetricPlane } from '../../streams/contracts/projection.ts';
import type { Micro, StatisticId } from '../../streams/contracts/reading.ts';

/** A station 站点 as every room sees it: frozen, with its place in the metric plane. */
export interface RegistryStation {
  readonly id: number;
  /** MN of the device that reports for it, upper case. */
  readonly device: string;
  readonly kind: StationKind;
  /** STATION_KINDS number of `kind`. */
  readonly kindId: number;
  readonly names: Names;
  readonly position: Position;
  /** Metres in the city's metric plane. */
  readonly x: number;
  readonly y: number;
  /** Region ids; 0 where it lies in none. */
  readonly county: number;
  readonly township: number;
  readonly village: number;
  readonly st: string;
  /** Factor ids it measures. */
  readonly factors: readonly number[];
  /** Seconds between real-time frames. */
  readonly period: number;
  /** Statistic id its windows rest on: 1 rtd, 10 minute, 20 hour. */
  readonly basis: StatisticId;
  readonly isPublic: boolean;
  readonly outlet: 'stack' | 'outfall' | null;
  /** Target class of a water section 1..5; 0 where there is none. */
  readonly targetClass: number;
  /** What else the pack says of it. */
  readonly gas: NonNullable<Station['gas']> | null;
  /** Names in `OUTLET_STANDARDS`. */
  readonly standards: readonly string[];
  readonly industry: Names | null;
  readonly river: NonNullable<Station['river']> | null;
  readonly enterprise: number | null;
  readonly power: NonNullable<Station['power']> | null;
  /** `registered`: entered by a person through the API; an import never retires it. */
  readonly origin: 'pack' | 'registered';
}

/** What ingest and the gateway need to know of a device (MN). */
export interface RegistryDevice {
  /** Upper case. */
  readonly device: string;
  readonly station: number;
  readonly kind: StationKind;
  readonly st: string;
  readonly period: number;
  readonly basis: StatisticId;
  readonly outlet: 'stack' | 'outfall' | null;
  /** Factor code -> unit the device sends, where it is not the canonical one. */
  readonly units: Readonly<Record<string, string>>;
  /** Bit 0 accept wrong CRC, bit 1 accept wrong length. */
  readonly tolerance: number;
}

export interface RegistryRegion {
  readonly id: number;
  readonly level: RegionLevel;
  /** 0 for the city. */
  readonly parent: number;
  readonly code: string;
  readonly names: Names;
  readonly responsible: Names;
  readonly centre: Position;
  readonly ring: readonly Position[];
}

/** A limit that binds one station (permit, local rule). National limits are in `server/standards`. */
export interface RegistryLimit {
  readonly station: number;
  readonly factor: number;
  readonly statistic: StatisticId;
  readonly value: Micro;
  /** Value at water up to 12 degrees Celsius, where the rule has one. */
  readonly cold: Micro | null;
  readonly source: number;
  /** Milliseconds UTC. */
  readonly effectiveFrom: number;
}

export interface LimitSource {
  readonly id: number;
  readonly names: Names;
  readonly clause: string;
}

/** The registry at one version: never changes once made. */
export interface RegistrySnapshot {
  /** Milliseconds of the newest change; 0 for an empty registry. */
  readonly version: number;
  /** `null` in an empty system (GUANLAN_CITY=none). */
  readonly city: CityDescription | null;
  readonly plane: MetricPlane;
  readonly waters: readonly Watercourse[];
  readonly relief: Relief | null;
  readonly stations: ReadonlyMap<number, RegistryStation>;
  readonly devices: ReadonlyMap<string, RegistryDevice>;
  readonly regions: ReadonlyMap<number, RegistryRegion>;
  readonly limits: ReadonlyMap<number, readonly RegistryLimit[]>;
  readonly limitSources: ReadonlyMap<number, LimitSource>;
}

/** An MN as the registry keys it: devices send either case. */
export const deviceKey = (mn: string): string => mn.trim().toUpperCase();

/** Ids of stations that a person registers begin here, so that no pack ever meets them (station ids are < 2^20). */
export const FIRST_REGISTERED_STATION = 900_000;
export const LAST_STATION = 2 ** 20 - 1;

/** Central meridian while no city is described: the middle of the country. */
export const DEFAULT_MERIDIAN = 105;
