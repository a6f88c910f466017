import type { Logger } from 'pino';
import type { Counter } from 'prom-client';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Gateway, Packet } from '../../streams/sources/hj212/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { CommandQueue } from './command-queue.ts';
import type { DispatchLimits } from './dispatch-limits.ts';

export interface DispatchOptions {
  readonly queue: CommandQueue;
  readonly gateway: Pick<Gateway, 'holds' | 'request' | 'nextRequestNumber'>;
  readonly keys: Pick<KeyRing, 'secretOf' | 'confirm' | 'end'>;
  readonly clock: Clock;
  readonly log: Logger;
  /** IANA zone of the city. */
  readonly timezone: () => string;
  /** Who writes the events: this edge. */
  readonly name: string;
  /** Commands that ended, by state. */
  readonly outcomes?: Counter<'state'>;
  readonly limits?: Partial<DispatchLimits>;
}

export interface Dispatch {
  /** Takes a device's answer, or a frame of it that is about to be stored. Never throws, never waits. */
  received(packet: Packet): void;
  close(): Promise<void>;
}
