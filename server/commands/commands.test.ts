import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { jetstream, jetstreamManager, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pino from 'pino';
import { Registry } from 'prom-client';
import { systemClock } from '../../streams/contracts/clock.ts';
import {
  DeviceLink,
  jetStreamPublish,
  startGateway,
  type Gateway,
  type LinkOptions,
  type PacketDraft,
  type Sm4Key,
} from '../../streams/sources/hj212/mod.ts';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import { ensureStreams } from '../platform/streams.ts';
import { isOpen, type Command, type CommandStep } from './command.ts';
import { keepCommandLog } from './command-log.ts';
import { COMMAND_BOUNDS, type CommandQueue } from './command-queue.ts';
import type { Dispatch } from './dispatch.ts';
import type { DispatchLimits } from './dispatch-limits.ts';
import type { CommandOrder } from './kinds.ts';
import { openCommandQueue } from './open-command-queue.ts';
import { startDispatch } from './start-dispatch.ts';

const ZONE = 'Asia/Shanghai';
const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
let broker: TestNats;
let server: TestStore;
let nats: NatsConnection;
let manager: JetStreamManager;
let js: JetStreamClient;
let keys: KeyRing;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  nats = await connect({ servers: broker.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  [manager, js] = [await jetstreamManager(nats), jetstream(nats)];
  await ensureStreams(manager);
  keys = await openKeyRing({
    store: server.store,
    nats,
    log,
    safe: openKeySafe('the secret of the commands test'),
    isKnown: () => false,
  });
});
const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0).reverse()) await end();
});
after(async () => {
  await keys.close();
  await nats.close();
  await broker.stop();
  await server.stop();
});

interface Edge {
  readonly gateway: Gateway;
  readonly queue: CommandQueue;
  readonly close: () => Promise<void>;
}
/** Short where a time is to run out; where it is not, long enough for a busy machine. */
const SHORT = { answerMs: { mobile: 400, wired: 200 }, resultMs: 600, lostMs: 600 } as const;
/** The edge's part: gateway on TCP, queue, dispatch. */
async function edge(limits: Partial<DispatchLimits> = {}, port = 0): Promise<Edge> {
  let dispatch: Dispatch | null = null;
  const gateway = await startGateway({
    host: '127.0.0.1',
    port,
    publish: jetStreamPublish(nats),
    isKnown: () => true,
    full: () => false,
    clock: systemClock,
    log,
    metrics: new Registry(),
    keysOf: (device) => keys.keysOf(device, Date.now()),
    onHeard: (packet) => dispatch?.received(packet),
    timezone: () => ZONE,
  });
  const queue = await openCommandQueue({ clock: systemClock, log, jetstream: js, manager });
  dispatch = startDispatch({
    queue,
    gateway,
    keys,
    clock: systemClock,
    log,
    timezone: () => ZONE,
    name: 'edge test',
    limits: { answerMs: { mobile: 4000, wired: 200 }, resultMs: 6000, lostMs: 6000, sweepMs: 50, ...limits },
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await dispatch.close();
    await gateway.close();
    await queue.close();
  };
  ending.push(close);
  return { gateway, queue, close };
}
let made = 0;
const newDevice = (): string => `CMD${(made += 1)}`;
let numbers = 0;
const draft = (mn: string, over: Partial<PacketDraft> = {}): PacketDraft => ({
  qn: `20261122080000${String((numbers += 1)).padStart(3, '0')}`,
  st: '22',
  cn: '2011',
  pw: '123456',
  mn,
  flag: 9,
  cp: 'DataTime=20261122080000;a34004-Rtd=35,a34004-Flag=N',
  ...over,
});
/** A device that has spoken once, so that the gateway knows where it is. */
async function device(at: Edge, mn: string, options: Partial<LinkOptions> = {}): Promise<DeviceLink> {
  const link = new DeviceLink({ host: '127.0.0.1', port: at.gateway.port, backoffMs: [50, 100], ...options });
  ending.push(() => link.close());
  link.offer(draft(mn));
  await until('it has spoken', () => at.gateway.holds(mn));
  return link;
}
const ended = async (queue: CommandQueue, { id }: Command, ms = 30_000): Promise<Command> => {
  await until(
    `the command ends: ${queue
      .get(id)
      ?.events.map((event) => event.step)
      .join()}`,
    () => !isOpen(queue.get(id)!),
    ms,
  );
  return queue.get(id)!;
};
const steps = (command: Command): CommandStep[] => command.events.map((event) => event.step);
const ask = (
  queue: CommandQueue,
  mn: string,
  order: CommandOrder = { kind: 'time' },
  wait?: number,
): Promise<Command> => queue.ask({ device: mn, order, by: 'tester', ...(wait === undefined ? {} : { wait }) });

test("call for data, to the end: every step; data stored under the request's QN; logged for the audit", async () => {
  const at = await edge();
  const mn = newDevice();
  let said = '';
  const link = await device(at, mn, {
    onCommand: (packet) => {
      said = `${packet.cn} ${packet.cp} ${packet.flag}`;
      return {
        qnRtn: 1,
        exeRtn: 1,
        data: [1, 2].map((hour) =>
          draft(mn, { cn: '2061', cp: `DataTime=2026112208000${hour};a34004-Avg=${hour},a34004-Flag=N` }),
        ),
      };
    },
  });
  const from = Date.UTC(2026, 10, 22, 0);
  const done = await ended(
    at.queue,
    await ask(at.queue, mn.toLowerCase(), { kind: 'call_hours', from, to: from + 2 * 3_600_000 }),
  );
  assert.equal(said, '2061 BeginTime=20261122080000,EndTime=20261122100000 9');
  assert.deepEqual(steps(done), ['asked', 'sent', 'accepted', 'executing', 'done']);
  const last = done.events.at(-1)!;
  assert.ok(last.step === 'done' && last.exeRtn === 1 && last.frames === 2);
  assert.equal(done.asked.by, 'tester');
  await link.drained();
  const rows = keepCommandLog(server.store, at.queue, log);
  await rows.close();
  const [row] = await server.store.rows<Record<string, string>>(
    'history',
    'SELECT device, kind, state, by FROM command_log FINAL WHERE command = {id:String}',
    { id: done.id },
  );
  assert.deepEqual(row, { device: mn, kind: 'call_hours', state: 'done', by: 'tester' });
});

test('a device that refuses, one that fails, one without data', async () => {
  const at = await edge();
  const mn = newDevice();
  const answers = [{ qnRtn: 3 }, { qnRtn: 1, exeRtn: 2 }, { qnRtn: 1, exeRtn: 100 }];
  await device(at, mn, { onCommand: () => answers.shift()! });
  const ends: unknown[] = [];
  for (let i = 0; i < 3; i += 1) {
    const last = (await ended(at.queue, await ask(at.queue, mn))).events.at(-1)!;
    ends.push([last.step, 'qnRtn' in last ? last.qnRtn : 'exeRtn' in last ? last.exeRtn : null]);
  }
  assert.deepEqual(ends, [
    ['refused', 3],
    ['failed', 2],
    ['failed', 100],
  ]);
});

test('a device that never answers is asked three times under one QN, with RF=1, and times out', async () => {
  const at = await edge(SHORT);
  const mn = newDevice();
  const received: string[] = [];
  await device(at, mn, {
    onCommand: (packet) => {
      received.push(`${packet.qn} ${packet.again}`);
      return { qnRtn: 1, silent: true };
    },
  });
  const done = await ended(at.queue, await ask(at.queue, mn));
  assert.deepEqual(steps(done), ['asked', 'sent', 'sent', 'sent', 'timed_out']);
  assert.deepEqual(received, [`${done.qn} false`, `${done.qn} true`, `${done.qn} true`]);
  assert.ok(done.events.at(-1)!.at - done.asked.at >= 1200, 'three times 400 ms');
});

test('9011 and then nothing: no result', async () => {
  const at = await edge({ resultMs: 600 });
  const mn = newDevice();
  await device(at, mn, { onCommand: () => ({ qnRtn: 1, unfinished: true }) });
  const last = (await ended(at.queue, await ask(at.queue, mn))).events.at(-1)!;
  assert.ok(last.step === 'timed_out' && last.awaited === 'result');
});

test('offline: it waits for its device, and ends when that does not come; it goes out when it does', async () => {
  const at = await edge();
  const [never, later] = [newDevice(), newDevice()];
  const gone = await ask(at.queue, never, { kind: 'time' }, 300);
  const waits = await ask(at.queue, later, { kind: 'time' }, 20_000);
  assert.deepEqual(steps(await ended(at.queue, gone)), ['asked', 'offline']);
  assert.equal(at.queue.get(waits.id)!.state, 'asked');
  await device(at, later);
  assert.deepEqual(steps(await ended(at.queue, waits)), ['asked', 'sent', 'accepted', 'done']);
});

test('a device that drops mid-way: asked again when it is back in time, else ended as lost', async () => {
  const at = await edge({ answerMs: SHORT.answerMs, lostMs: 20_000 });
  const [back, away] = [newDevice(), newDevice()];
  let times = 0;
  const first = await device(at, back, {
    onCommand: () => {
      times += 1;
      if (times > 1) return { qnRtn: 1, exeRtn: 1 };
      void first.close().then(() => device(at, back));
      return { qnRtn: 1, silent: true };
    },
  });
  // Asked a second time at the latest when it is back; on a busy machine a third time.
  assert.match(
    steps(await ended(at.queue, await ask(at.queue, back))).join(),
    /^asked,sent,sent(,sent)?,accepted,done$/,
  );
  await at.close();
  const short = await edge({ resultMs: 600, lostMs: 600 });
  const link = await device(short, away, {
    onCommand: () => {
      setTimeout(() => void link.close(), 20);
      return { qnRtn: 1, unfinished: true };
    },
  });
  const lost = await ended(short.queue, await ask(short.queue, away));
  assert.deepEqual(steps(lost), ['asked', 'sent', 'accepted', 'offline']);
});

test('an edge that starts again goes on where the events stand, under the same QN', async () => {
  const first = await edge({ answerMs: { mobile: 1500, wired: 200 } });
  const mn = newDevice();
  let silent = true;
  const received: string[] = [];
  await device(first, mn, {
    onCommand: (packet) => {
      received.push(packet.qn);
      return silent ? { qnRtn: 1, silent } : { qnRtn: 1, exeRtn: 1 };
    },
  });
  const asked = await ask(first.queue, mn);
  await until('sent', () => received.length === 1);
  const { port } = first.gateway;
  await first.close();
  silent = false;
  const second = await edge({}, port);
  assert.equal(second.queue.get(asked.id)!.state, 'sent');
  const link = new DeviceLink({ host: '127.0.0.1', port });
  link.offer(draft(mn));
  ending.push(() => link.close());
  const done = await ended(second.queue, asked);
  assert.deepEqual(steps(done), ['asked', 'sent', 'sent', 'accepted', 'done']);
  assert.equal(done.qn, received[0]);
});

test('two edges: the one that holds the device sends, both see the end', async () => {
  const [one, other] = [await edge(), await edge()];
  const mn = newDevice();
  let times = 0;
  await device(other, mn, { onCommand: () => ({ qnRtn: 1, exeRtn: (times += 1) }) });
  const asked = await ask(one.queue, mn);
  assert.deepEqual(steps(await ended(one.queue, asked)), ['asked', 'sent', 'accepted', 'done']);
  await until('both', () => !isOpen(other.queue.get(asked.id)!));
  assert.equal(times, 1);
});

test('one thing at a time and in order; the queue of a device is bounded', async () => {
  const at = await edge();
  const mn = newDevice();
  const many: Command[] = [];
  for (let i = 0; i < COMMAND_BOUNDS.perDevice; i += 1)
    many.push(await ask(at.queue, mn, { kind: 'realtime_interval', seconds: 30 + i }, 20_000));
  await assert.rejects(ask(at.queue, mn), { code: 'GL_COMMANDS_WAITING' });
  const received: string[] = [];
  let busy = false;
  await device(at, mn, {
    onCommand: async (packet) => {
      assert.equal(busy, false, 'one at a time');
      busy = true;
      await new Promise((done) => setTimeout(done, 20));
      busy = false;
      received.push(packet.cp);
      return { qnRtn: 1, exeRtn: 1 };
    },
  });
  for (const each of many) assert.equal((await ended(at.queue, each)).state, 'done');
  assert.deepEqual(
    received,
    many.map((_, i) => `RtdInterval=${30 + i}`),
  );
});

test('a broker that was away for a moment loses no answer', async () => {
  const at = await edge({ answerMs: { mobile: 20_000, wired: 200 }, resultMs: 20_000 });
  const mn = newDevice();
  await device(at, mn, {
    onCommand: async () => {
      await broker.kill();
      setTimeout(() => void broker.restart(), 700);
      return { qnRtn: 1, exeRtn: 1 };
    },
  });
  const done = await ended(at.queue, await ask(at.queue, mn), 25_000);
  assert.deepEqual(steps(done), ['asked', 'sent', 'accepted', 'done']);
});

test(
  'SM4: commands are encrypted; rotation by 1014; the old key still opens frames; ' + 'a refused key is ended',
  async () => {
    const at = await edge();
    const mn = newDevice();
    const first = Buffer.from('0000000000000000');
    await keys.register({ device: mn, key: first, by: 't', how: 'registered' }, Date.now());
    const ring: Sm4Key[] = [first];
    let refuse = false;
    const received: string[] = [];
    const link = await device(at, mn, {
      keysOf: () => ring,
      onCommand: (packet) => {
        received.push(`${packet.cn} ${packet.cp}`);
        if (refuse) return { qnRtn: 2 };
        if (packet.cn === '1014') ring.unshift(Buffer.from(/NewKey=(.{16})$/.exec(packet.cp)![1]!));
        return { qnRtn: 1, exeRtn: 1 };
      },
    });
    await ended(at.queue, await ask(at.queue, mn, { kind: 'call_realtime' }));
    const second = Buffer.from('ABCDEFGHabcdefgh');
    const { fingerprint } = await keys.register(
      { device: mn, key: second, by: 't', how: 'rotation', state: 'pending' },
      Date.now(),
    );
    const rotated = await ended(at.queue, await ask(at.queue, mn, { kind: 'key', fingerprint }));
    assert.equal(rotated.state, 'done');
    assert.deepEqual(received, ['2011 ', '1014 NewKey=ABCDEFGHabcdefgh']);
    assert.ok(!JSON.stringify(rotated).includes('ABCDEFGH'), 'the key is in no event');
    assert.equal(keys.keysOf(mn, Date.now())[0]?.toString(), second.toString());
    const acked = link.counts.acked;
    link.offer(draft(mn, { key: first }));
    link.offer(draft(mn));
    await link.drained();
    assert.equal(link.counts.acked, acked + 2, 'a kept frame under the old key, a new one under the new');
    await ended(
      at.queue,
      await ask(at.queue, mn, { kind: 'call_hours', from: Date.UTC(2026, 10, 22), to: Date.UTC(2026, 10, 23) }),
    );
    assert.match(received.at(-1)!, /^2061 BeginTime=/, 'encrypted with the new key: the device opened it');
    refuse = true;
    const third = await keys.register(
      { device: mn, key: Buffer.from('third key, 16 ch'), by: 't', how: 'rotation', state: 'pending' },
      Date.now(),
    );
    assert.equal(
      (await ended(at.queue, await ask(at.queue, mn, { kind: 'key', fingerprint: third.fingerprint }))).state,
      'refused',
    );
    assert.equal(keys.list(mn).find((key) => key.fingerprint === third.fingerprint)?.state, 'ended');
  },
);

test('bounds of the orders (domain digest 5.3)', async () => {
  const at = await edge();
  const now = Date.now();
  for (const order of [
    { kind: 'realtime_interval', seconds: 29 },
    { kind: 'realtime_interval', seconds: 3601 },
    { kind: 'realtime_interval', seconds: 30.5 },
    { kind: 'minute_interval', minutes: 7 },
    { kind: 'minute_interval', minutes: 60 },
    { kind: 'call_hours', from: now, to: now },
    { kind: 'call_minutes', from: now - 2 * 86_400_000, to: now },
    { kind: 'call_days', from: now + 1000, to: now + 2000 },
  ] as CommandOrder[])
    await assert.rejects(ask(at.queue, newDevice(), order), { code: 'GL_BAD_REQUEST' }, JSON.stringify(order));
});
