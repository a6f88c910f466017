import type { CityDescription, Relief, Watercourse } from '../../streams/contracts/pack.ts';
import type { MetricPlane } from '../../streams/contracts/projection.ts';
import type { DeviceRegistration, StationRegistration } from './registration.ts';
import type { RegistryGap } from './registry-gaps.ts';
import type {
  LimitSource,
  RegistryDevice,
  RegistryLimit,
  RegistryRegion,
  RegistrySnapshot,
  RegistryStation,
} from './station.ts';

/** The registry in memory: every answer comes from the present snapshot, no question to the store. */
export interface Registry {
  /** Milliseconds of the newest change; grows with every change; 0 for an empty registry. */
  readonly version: number;
  /** `null` in an empty system. */
  readonly city: CityDescription | null;
  readonly plane: MetricPlane;
  readonly waters: readonly Watercourse[];
  readonly relief: Relief | null;
  /** What it has lost: an empty or thin registry that once was more is not the truth. As of the last reading. */
  readonly gaps: readonly RegistryGap[];
  station(id: number): RegistryStation | undefined;
  /** By MN, case-insensitively. */
  byDevice(mn: string): RegistryDevice | undefined;
  stations(): ReadonlyMap<number, RegistryStation>;
  devices(): ReadonlyMap<string, RegistryDevice>;
  regions(): ReadonlyMap<number, RegistryRegion>;
  /** Limits that bind this very station; empty where only the national ones do. */
  limits(station: number): readonly RegistryLimit[];
  limitSources(): ReadonlyMap<number, LimitSource>;
  snapshot(): RegistrySnapshot;
  /** Called after each reload that changed something. Returns how to stop. */
  onChange(callback: (snapshot: RegistrySnapshot) => void): () => void;
  /** Reads the store again if its version moved on. */
  reload(): Promise<void>;
  /** Writes, tells every role, and has the device's kept frames opened. `now`: milliseconds UTC. */
  registerDevice(registration: DeviceRegistration, now: number): Promise<void>;
  /** As `registerDevice`, for a station no pack knows. Returns its id. */
  registerStation(registration: StationRegistration, now: number): Promise<number>;
  /**
   * Bits of what is forgiven to a device: 1 a wrong CRC, 2 a wrong length. Its kept frames are opened again. Error:
   * GL_NOT_FOUND.
   */
  setTolerance(device: string, tolerance: number, now: number): Promise<void>;
  close(): Promise<void>;
}
