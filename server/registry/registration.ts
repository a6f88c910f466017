import type { CoordinateSystem } from '../../streams/contracts/coordinates.ts';
import type { Names, Position, Station, StationKind } from '../../streams/contracts/pack.ts';

/** A device to attach to a station that the registry knows. */
export interface DeviceRegistration {
  readonly device: string;
  readonly station: number;
  /** Factor code -> unit sent, where not canonical. */
  readonly units?: Readonly<Record<string, string>>;
  /** Bit 0 accept wrong CRC, bit 1 accept wrong length. */
  readonly tolerance?: number;
}

/** A station that no pack knows, with its device. */
export interface StationRegistration {
  readonly device: string;
  readonly kind: StationKind;
  readonly names: Names;
  readonly position: Position;
  /** What `position` is in; WGS-84 where absent. */
  readonly crs?: CoordinateSystem;
  readonly st: string;
  readonly factors: readonly string[];
  readonly period: number;
  readonly basis: Station['basis'];
  readonly isPublic?: boolean;
  readonly outlet?: 'stack' | 'outfall';
  readonly targetClass?: number;
  readonly units?: Readonly<Record<string, string>>;
  readonly tolerance?: number;
}
