import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../contracts/clock.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { Packet } from './packet.ts';
import type { Sm4Key } from './sm4.ts';

export interface GatewayOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /**
   * Stores bytes under a subject with headers; resolves only when JetStream has acknowledged. Frames and rejects both
   * go here.
   */
  readonly publish: (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;
  /** Is this device (upper case) in the registry? Others count against their address's quota. */
  readonly isKnown: (device: string) => boolean;
  /** The device's tolerance bits: 1 wrong CRC, 2 wrong length. */
  readonly toleranceOf?: (device: string) => number;
  /** SM4 keys of a device (upper case) that are valid now, newest first; none by default. */
  readonly keysOf?: (device: string) => readonly Sm4Key[];
  /**
   * Told of every answer of a device (9011, 9012, 9013) and of every frame that is about to be stored: what follows a
   * command.
   */
  readonly onHeard?: (packet: Packet) => void;
  /** True while the disk is too full: frames are then neither stored nor acknowledged. */
  readonly full: () => boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Registry;
  /** Civil time of commands (QN, SystemTime), as it is now: a registry may come later than the gateway. */
  readonly timezone?: () => string;
  readonly limits?: Partial<GatewayLimits>;
}
