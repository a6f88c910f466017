import assert from 'node:assert/strict';
import { connect as connectSocket, type Socket } from 'node:net';
import { after, before } from 'node:test';
import { jetstreamManager, type JetStreamManager, type StoredMsg } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pino from 'pino';
import { Registry } from 'prom-client';
import { startNats, type TestNats } from '../../test/harness/mod.ts';
import { systemClock } from '../clock.ts';
import { Framer } from './framer.ts';
import { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import { jetStreamPublish } from './jetstream-publish.ts';
import { isReject, parseFrame, type Packet } from './packet.ts';

export interface Trial {
  readonly gateway: Gateway;
  readonly metrics: Registry;
  count(name: string, labels?: Record<string, string>): Promise<number>;
}
export interface Broker {
  readonly nats: TestNats;
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
}

/** A real broker for the tests of one file, a gateway of its own for each trial. Call it at the top of the file. */
export function gatewayBench() {
  let broker: Broker;
  before(async () => {
    const nats = await startNats();
    const connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
    const manager = await jetstreamManager(connection);
    await manager.streams.add({ name: 'FRAMES', subjects: ['frames.>'] });
    await manager.streams.add({ name: 'REJECTS', subjects: ['rejects.>'] });
    broker = { nats, connection, manager };
  });
  after(async () => {
    await broker.connection.close();
    await broker.nats.stop();
  });

  async function trial(options: Partial<GatewayOptions>, body: (trial: Trial) => Promise<void>): Promise<void> {
    await broker.manager.streams.purge('FRAMES');
    await broker.manager.streams.purge('REJECTS');
    const metrics = new Registry();
    const gateway = await startGateway({
      host: '127.0.0.1',
      port: 0,
      publish: jetStreamPublish(broker.connection, 1500),
      isKnown: (device) => !device.startsWith('NEW'),
      full: () => false,
      clock: systemClock,
      log: pino({ level: 'silent' }),
      metrics,
      ...options,
    });
    const count = async (name: string, labels: Record<string, string> = {}): Promise<number> => {
      const values = (await metrics.getSingleMetric(`guanlan_gateway_${name}`)!.get()).values;
      return values
        .filter((value) => Object.entries(labels).every(([key, wanted]) => value.labels[key as never] === wanted))
        .reduce((sum, value) => sum + value.value, 0);
    };
    try {
      await body({ gateway, metrics, count });
    } finally {
      await gateway.close();
    }
  }

  const state = async (stream: string): Promise<{ messages: number; first_seq: number }> =>
    (await broker.manager.streams.info(stream)).state;
  return {
    broker: () => broker,
    trial,
    stored: async (stream = 'FRAMES'): Promise<number> => (await state(stream)).messages,
    message: async (sequence: number, stream = 'FRAMES'): Promise<StoredMsg> =>
      (await broker.manager.streams.getMessage(stream, { seq: sequence }))!,
    firstSequence: async (stream = 'FRAMES'): Promise<number> => (await state(stream)).first_seq,
  };
}

let number = 0;
export const qn = (): string => `20261122080000${String((number += 1)).padStart(6, '0')}`.slice(0, 20);
export const draft = (mn: string, flag = 5) => ({
  qn: qn(),
  st: '22',
  cn: '2011',
  pw: '123456',
  mn,
  flag,
  cp: 'DataTime=20261122080000;a34004-Rtd=35,a34004-Flag=N',
});

/** A bare socket and the packets that come back on it. */
export interface Device {
  readonly socket: Socket;
  readonly packets: Packet[];
  readonly closed: () => boolean;
}
export async function device(port: number): Promise<Device> {
  const socket = connectSocket(port, '127.0.0.1');
  const framer = new Framer();
  const packets: Packet[] = [];
  let closed = false;
  socket.on('data', (chunk) => {
    framer.push(chunk);
    for (let event = framer.next(); event; event = framer.next()) {
      const packet = parseFrame(event.bytes);
      assert.ok(!isReject(packet));
      packets.push(packet);
    }
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    closed = true;
  });
  await new Promise<void>((done) => socket.once('connect', () => done()));
  return { socket, packets, closed: () => closed };
}
