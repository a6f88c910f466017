import type { Logger } from 'pino';
import type { Clock } from '../../contracts/clock.ts';
import type { AddressQuota } from './address-quota.ts';
import type { Commands } from './commands.ts';
import type { Gate } from './gate.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Packet } from './packet.ts';
import type { PublishWindow } from './publish-window.ts';
import type { TokenBuckets } from '../../contracts/token-bucket.ts';
import type { RejectReason } from './reject-reasons.ts';

/** A device's connection as the rest of its gateway knows it. */
export interface DeviceConnection {
  /** Devices (upper case) that speak on it. */
  readonly devices: Set<string>;
  write(bytes: Buffer): void;
  /** Takes the frames that wait, if any can be taken now. */
  pump(): void;
}

/** What all connections of one gateway share. */
export interface GatewayCore {
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly timezone: () => string;
  readonly rate: TokenBuckets;
  readonly quota: AddressQuota;
  readonly window: PublishWindow<DeviceConnection>;
  readonly commands: Commands;
  readonly isKnown: (device: string) => boolean;
  readonly gate: Gate;
  /** Told of every answer (9011, 9012, 9013) and of every frame that is about to be stored. */
  readonly heard: (packet: Packet) => void;
  /** True while the disk is too full to acknowledge. */
  readonly isFull: () => boolean;
  /** Resolves when JetStream has acknowledged; rejects after `publishMs` at the latest. */
  readonly publish: (subject: string, bytes: Uint8Array, headers: Readonly<Record<string, string>>) => Promise<void>;
  readonly failed: (error: unknown) => void;
  readonly rejected: (
    reason: RejectReason,
    bytes: Buffer,
    where: { readonly remote: string; readonly offset: number },
  ) => void;
  /** Logs a lasting trouble, at most once in ten seconds for each key. */
  readonly warn: (key: string, message: string, fields?: object) => void;
  /** The device speaks on this connection. */
  readonly bind: (packet: Packet, connection: DeviceConnection) => void;
}
