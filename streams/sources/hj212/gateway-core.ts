import type { Logger } from 'pino';
import type { Clock } from '../../contracts/clock.ts';
import type { AddressQuota } from './address-quota.ts';
import type { Commands } from './commands.ts';
import type { Connection } from './connection.ts';
import type { Gate } from './gate.ts';
import type { GatewayLimits } from './gateway-limits.ts';
import type { GatewayMetrics } from './gateway-metrics.ts';
import type { Packet } from './packet.ts';
import type { PublishWindow } from './publish-window.ts';
import type { Rate } from './rate.ts';
import type { RejectReason } from './reject-reasons.ts';

/** What all connections of one gateway share. */
export interface GatewayCore {
  readonly clock: Clock;
  readonly log: Logger;
  readonly limits: GatewayLimits;
  readonly metrics: GatewayMetrics;
  readonly timezone: () => string;
  readonly rate: Rate;
  readonly quota: AddressQuota;
  readonly window: PublishWindow<Connection>;
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
  /** The device speaks on this connection. */
  readonly bind: (packet: Packet, connection: Connection) => void;
}
