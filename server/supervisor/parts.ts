import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { Gauge, Registry } from 'prom-client';
import type { PartState } from '../platform/running.ts';
import { powerLossOf } from './broker.ts';
import { serveTelemetry } from '../platform/telemetry.ts';
import type { ChildState } from './child.ts';

/** The supervisor's own answer for `/readyz` and `/metrics`: what runs, and how often it had to be started again. */
export function answerParts(
  nats: NatsConnection,
  children: () => readonly ChildState[],
  log: Logger,
): { close(): Promise<void> } {
  const metrics = new Registry();
  const restarts = new Gauge({
    name: 'guanlan_child_restarts',
    help: 'Times the supervisor had to start the child again',
    labelNames: ['child'],
    registers: [metrics],
    collect() {
      for (const child of children()) restarts.set({ child: child.name }, child.restarts);
    },
  });
  const version = nats.info?.version ?? '';
  const parts = (): PartState[] =>
    children().map((child) => ({
      part: child.name,
      state: child.state === 'ready' ? 'ready' : child.state === 'starting' ? 'starting' : 'down',
      ...(child.name === 'nats' ? { detail: powerLossOf(version) } : {}),
      figures: {
        restarts: child.restarts,
        ...(child.pid === null ? {} : { pid: child.pid }),
        ...(child.name === 'nats' ? { version } : {}),
      },
    }));
  const telemetry = serveTelemetry({ nats, metrics, log }, 'supervisor', parts);
  return {
    async close() {
      telemetry.close();
      await nats.close();
    },
  };
}
