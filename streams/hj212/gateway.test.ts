import assert from 'node:assert/strict';
import { connect as connectSocket, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pino from 'pino';
import { Registry } from 'prom-client';
import { startNats, underLoad, until, type TestNats } from '../../test/harness/mod.ts';
import { systemClock } from '../clock.ts';
import { FRAME_HEADERS } from '../subjects.ts';
import { encodeFrame } from './encode.ts';
import { Framer } from './framer.ts';
import { startGateway, type Gateway, type GatewayOptions } from './gateway.ts';
import { jetStreamPublish } from './jetstream-publish.ts';
import { DeviceLink } from './link.ts';
import { isReject, parseFrame, type Packet } from './packet.ts';

let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;

before(async () => {
  nats = await startNats();
  connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'FRAMES', subjects: ['frames.>'] });
  await manager.streams.add({ name: 'REJECTS', subjects: ['rejects.>'] });
});
after(async () => {
  await connection.close();
  await nats.stop();
});

interface Trial { readonly gateway: Gateway; readonly metrics: Registry; count(name: string, labels?: Record<string, string>): Promise<number> }

async function trial(options: Partial<GatewayOptions>, body: (trial: Trial) => Promise<void>): Promise<void> {
  await manager.streams.purge('FRAMES');
  await manager.streams.purge('REJECTS');
  const metrics = new Registry();
  const gateway = await startGateway({
    host: '127.0.0.1', port: 0, publish: jetStreamPublish(connection, 1500), isKnown: (device) => !device.startsWith('NEW'), full: () => false,
    clock: systemClock, log: pino({ level: 'silent' }), metrics, ...options,
  });
  const count = async (name: string, labels: Record<string, string> = {}): Promise<number> => {
    const values = (await metrics.getSingleMetric(`guanlan_gateway_${name}`)!.get()).values;
    return values.filter((value) => Object.entries(labels).every(([key, wanted]) => value.labels[key as never] === wanted)).reduce((sum, value) => sum + value.value, 0);
  };
  try {
    await body({ gateway, metrics, count });
  } finally {
    await gateway.close();
  }
}

let number = 0;
const qn = (): string => `20261122080000${String(number += 1).padStart(6, '0')}`.slice(0, 20);
const draft = (mn: string, flag = 5) => ({ qn: qn(), st: '22', cn: '2011', pw: '123456', mn, flag, cp: 'DataTime=20261122080000;a34004-Rtd=35,a34004-Flag=N' });

/** A bare socket and the packets that come back on it. */
interface Device { readonly socket: Socket; readonly packets: Packet[]; readonly closed: () => boolean }
async function device(port: number): Promise<Device> {
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
  socket.on('close', () => { closed = true; });
  await new Promise<void>((done) => socket.once('connect', () => done()));
  return { socket, packets, closed: () => closed };
}
const stored = async (stream = 'FRAMES'): Promise<number> => (await manager.streams.info(stream)).state.messages;
const message = async (sequence: number, stream = 'FRAMES') => (await manager.streams.getMessage(stream, { seq: sequence }))!;
const firstSequence = async (stream = 'FRAMES'): Promise<number> => (await manager.streams.info(stream)).state.first_seq;

test('9014 after the ack of JetStream: same QN, ST=91, Flag by dialect; the frame lies there byte for byte', () => trial({}, async ({ gateway }) => {
  const { socket, packets } = await device(gateway.port);
  const frames = [draft('A1', 5), draft('A1', 9), draft('A1', 1), draft('A1', 4)];
  for (const frame of frames) socket.write(encodeFrame(frame));
  await until('three acks', () => packets.length === 3);
  assert.deepEqual(packets.map(({ cn, st, flag }) => [cn, st, flag]), [['9014', '91', 4], ['9014', '91', 8], ['9014', '91', 0]]);
  assert.deepEqual(packets.map((packet) => packet.qn), frames.slice(0, 3).map((frame) => frame.qn));
  await until('the frame without ack bit is stored too', async () => (await stored()) === 4);
  const kept = await message(await firstSequence());
  assert.match(kept.subject, /^frames\.hj212\.\d\.A1$/);
  assert.equal(Buffer.from(kept.data).toString(), encodeFrame(frames[0]!).toString().trimEnd());
  assert.equal(kept.header.get(FRAME_HEADERS.device), 'A1');
  assert.match(kept.header.get(FRAME_HEADERS.remote), /^127\.0\.0\.1:\d+$/);
  assert.ok(Math.abs(Number(kept.header.get(FRAME_HEADERS.received)) - Date.now()) < 5000);
  socket.destroy();
}));

test('no ack of the broker, no 9014; after its return the device sends again and nothing is lost', () => trial({ limits: { publishMs: 1500 } }, async ({ gateway, count }) => {
  const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, resendMs: 400, backoffMs: [50, 100] });
  for (let i = 0; i < 20; i += 1) link.offer(draft('OUT1'));
  await link.drained();
  assert.equal(await stored(), 20);
  await nats.kill();
  for (let i = 0; i < 30; i += 1) link.offer(draft('OUT1', 9));
  await until('publishes have failed', async () => (await count('frames_total', { result: 'failed' })) > 0);
  assert.equal(link.counts.acked, 20, 'nothing was acknowledged while the broker was away');
  await nats.restart();
  await link.drained();
  assert.equal(link.counts.acked, 50);
  assert.ok(link.counts.resent > 0);
  const seen = new Set<string>();
  const consumer = await manager.consumers.add('FRAMES', { ack_policy: AckPolicy.None, deliver_policy: DeliverPolicy.All });
  const messages = await (await jetstream(connection).consumers.get('FRAMES', consumer.name)).fetch({ max_messages: await stored(), expires: 2000 });
  let again = 0;
  for await (const each of messages) {
    const packet = parseFrame(each.data);
    assert.ok(!isReject(packet));
    seen.add(packet.qn);
    if (packet.again) again += 1;
  }
  assert.equal(seen.size, 50, 'every acknowledged frame is in the stream');
  assert.ok(again > 0, 'a 2025 frame sent again says RF=1');
  await link.close();
}));

test('garbage, oversize, truncated and 100k random bytes: rejects are kept, the others go on', () => trial({}, async ({ gateway, count }) => {
  const good = await device(gateway.port);
  const bad = await device(gateway.port);
  bad.socket.write('GET / HTTP/1.1\r\n\r\n');
  bad.socket.write(Buffer.concat([Buffer.from('##9999'), encodeFrame(draft('B1')), Buffer.from(encodeFrame(draft('B1')).toString().replace('=35', '=36'))]));
  await until('the good frame among the bad', () => bad.packets.length === 1);
  const random = Buffer.alloc(100_000);
  for (let i = 0, state = 7; i < random.length; i += 1) random[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  bad.socket.write(random);
  bad.socket.write(encodeFrame(draft('B1')));
  good.socket.write(encodeFrame(draft('G1')));
  await until('both were heard', () => bad.packets.length === 2 && good.packets.length === 1);
  await until('rejects are kept', async () => (await stored('REJECTS')) >= 4);
  assert.equal(await count('rejects_total', { reason: 'bad_crc' }), 1);
  assert.equal(await count('rejects_total', { reason: 'too_long' }), 1);
  const kept = await message(await firstSequence('REJECTS'), 'REJECTS');
  assert.equal(kept.subject, 'rejects.hj212.garbage');
  assert.equal(Buffer.from(kept.data).toString(), 'GET / HTTP/1.1\r\n\r\n');
  assert.equal(kept.header.get('Gl-Offset'), '0');
  good.socket.destroy();
  bad.socket.destroy();
}));

test('hostile device ids reach the broker as _bad, and reach it alive', () => trial({}, async ({ gateway }) => {
  const ids = ['a b', '*', '>', 'frames.>', 'x'.repeat(3000), '设备一号', '\x01\x7f', 'a.b'];
  const { socket, packets } = await device(gateway.port);
  for (const mn of ids) socket.write(encodeFrame(draft(Buffer.from(mn).toString('latin1'))));
  await until('all are acknowledged', () => packets.length === ids.length);
  const first = await firstSequence();
  for (let i = 0; i < ids.length; i += 1) {
    const kept = await message(first + i);
    assert.match(kept.subject, /^frames\.hj212\.\d\._bad$/);
    const raw = kept.header.get(FRAME_HEADERS.device);
    assert.ok(raw.length <= 128);
    assert.ok(ids[i]!.startsWith(decodeURIComponent(raw)), raw);
  }
  socket.write(encodeFrame({ ...draft('x'.repeat(5000)) }));
  socket.write(encodeFrame(draft('OK1')));
  await until('an id of 5,000 characters is oversize', () => packets.length === ids.length + 1);
  socket.destroy();
}));

test('slow loris: a frame that does not come whole is given up, and so is a silent connection', () => trial({ limits: { partialMs: 300, idleMs: 2500 } }, async ({ gateway, count }) => {
  const slow = await device(gateway.port);
  const whole = encodeFrame(draft('S1'));
  slow.socket.write(whole.subarray(0, 50));
  await until('given up', async () => (await count('rejects_total', { reason: 'truncated' })) === 1, 4000);
  slow.socket.write(encodeFrame(draft('S1')));
  await until('and heard again', () => slow.packets.length === 1);
  await until('idle connections are closed', slow.closed, 6000);
  assert.equal(await count('closed_total', { why: 'idle' }), 1);
}));

test('a device above its rate is held back by TCP, not dropped; others are not slowed', () => trial({ limits: { framesPerSecond: 100, burst: 20 } }, async ({ gateway, count }) => {
  const fast = new DeviceLink({ host: '127.0.0.1', port: gateway.port, window: 200, resendMs: 30_000 });
  const started = performance.now();
  for (let i = 0; i < 100; i += 1) fast.offer(draft('FAST'));
  const other = await device(gateway.port);
  other.socket.write(encodeFrame(draft('CALM')));
  await until('the other is answered', () => other.packets.length === 1);
  assert.ok(fast.queued + fast.unacked > 0, 'it did not wait behind the fast one');
  await fast.drained();
  const seconds = (performance.now() - started) / 1000;
  assert.ok(seconds > 0.7 && seconds < underLoad(3), `80 frames over the burst at 100 a second took ${seconds} s`);
  assert.equal(await stored(), 101);
  assert.ok((await count('paused_total', { why: 'rate' })) > 0);
  await fast.close();
  other.socket.destroy();
}));

test('unregistered devices are kept and acknowledged up to the quota of their address, then refused with QnRtn 4', () => trial({ limits: { unknownPerAddress: 5 } }, async ({ gateway }) => {
  const { socket, packets } = await device(gateway.port);
  for (let i = 0; i < 8; i += 1) socket.write(encodeFrame(draft(`NEW${i}`)));
  socket.write(encodeFrame(draft('NEW0')));
  await until('all are answered', () => packets.length === 9);
  const answers = packets.map(({ cn, device: mn, cp }) => `${mn} ${cn} ${cp}`).sort();
  assert.deepEqual(answers, ['NEW0 9014 ', 'NEW0 9014 ', 'NEW1 9014 ', 'NEW2 9014 ', 'NEW3 9014 ', 'NEW4 9014 ', 'NEW5 9011 QnRtn=4', 'NEW6 9011 QnRtn=4', 'NEW7 9011 QnRtn=4']);
  assert.equal(await stored(), 6);
  socket.destroy();
}));

test('a full disk: nothing stored, nothing acknowledged, and it resumes by itself', async () => {
  let full = true;
  await trial({ full: () => full }, async ({ gateway, count }) => {
    const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, resendMs: 200 });
    link.offer(draft('D1'));
    await until('it is counted', async () => (await count('frames_total', { result: 'full' })) >= 1);
    assert.equal(await stored(), 0);
    assert.equal(link.counts.acked, 0);
    full = false;
    await link.drained();
    assert.equal(await stored(), 1);
    await link.close();
  });
});

test('a device that never reads its answers is closed, memory bounded', () => trial({ limits: { backlogBytes: 2000, burst: 1_000_000 } }, async ({ gateway, count }) => {
  const deaf = await device(gateway.port);
  deaf.socket.pause();
  const frame = encodeFrame(draft('M'.repeat(3000)));
  deaf.socket.write(frame);
  await until('closed', async () => (await count('closed_total', { why: 'backlog' })) === 1);
  deaf.socket.destroy();
}));

test('a flood of broken frames closes the connection that sends them', () => trial({ limits: { rejectBurst: 20 } }, async ({ gateway, count }) => {
  const bad = await device(gateway.port);
  const broken = Buffer.from(encodeFrame(draft('B2')).toString().replace('=35', '=36'));
  bad.socket.write(Buffer.concat(Array.from({ length: 50 }, () => broken)));
  await until('closed', bad.closed);
  assert.equal(await count('closed_total', { why: 'rejects' }), 1);
  assert.equal(await count('rejects_total', { reason: 'bad_crc' }), 21);
}));

test('connections: total bound holds, also for loopback', () => trial({ limits: { connections: 3 } }, async ({ gateway, count }) => {
  const devices: Device[] = [];
  for (let i = 0; i < 4; i += 1) devices.push(await device(gateway.port));
  await until('one is refused', () => devices.some((each) => each.closed()));
  assert.equal(await count('refused_total', { why: 'total' }), 1);
  assert.equal(gateway.connections(), 3);
  for (const each of devices) each.socket.destroy();
}));

test('requests reach the connected device in its dialect, and its answers are heard', async () => {
  const answers: string[] = [];
  await trial({ onHeard: ({ cn, device: mn, cp }) => { answers.push(`${mn} ${cn} ${cn === '2011' ? '' : cp}`); } }, async ({ gateway }) => {
    const heard: string[] = [];
    const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, onCommand: ({ cn, cp, flag, again }) => {
      heard.push(`${cn} ${cp} ${flag} ${again}`);
      return cn === '3011' ? { qnRtn: 8 } : { qnRtn: 1, exeRtn: 1, data: [draft('c1', 9)] };
    } });
    link.offer(draft('c1', 9));
    await link.drained();
    assert.equal(gateway.holds('C1'), true);
    const qns = [gateway.nextRequestNumber(), gateway.nextRequestNumber()];
    assert.equal(new Set(qns).size, 2);
    assert.ok(gateway.request('C1', { qn: qns[0]!, cn: '1062', cp: 'RtdInterval=30', again: false }));
    await until('done', () => answers.at(-1) === 'C1 9012 ExeRtn=1');
    assert.deepEqual(answers, ['C1 2011 ', 'C1 9011 QnRtn=1', 'C1 2011 ', 'C1 9012 ExeRtn=1']);
    assert.ok(gateway.request('C1', { qn: qns[1]!, cn: '3011', cp: '', again: true }));
    await until('refused', () => answers.at(-1) === 'C1 9011 QnRtn=8');
    assert.deepEqual(heard, ['1062 RtdInterval=30 9 false', '3011  9 true']);
    assert.equal(gateway.request('NOBODY', { qn: '1', cn: '1012', cp: '', again: false }), false);
    await link.drained();
    await link.close();
    await until('its end is noticed', () => !gateway.holds('C1'));
  });
});

test('heartbeat 9015 is acknowledged and not stored; 1013 is answered with 9013 and a 1012', () => trial({}, async ({ gateway }) => {
  const { socket, packets } = await device(gateway.port);
  socket.write(encodeFrame({ qn: qn(), st: '91', cn: '9015', pw: '123456', mn: 'H1', flag: 9, cp: '' }));
  socket.write(encodeFrame({ qn: qn(), st: '22', cn: '1013', pw: '123456', mn: 'H1', flag: 5, cp: 'PolId=a34004' }));
  await until('answered', () => packets.length === 3);
  assert.deepEqual(packets.map(({ cn }) => cn), ['9014', '9013', '1012']);
  assert.match(packets[2]!.cp, /^SystemTime=\d{14}$/);
  assert.equal(await stored(), 0);
  socket.destroy();
}));

const lines: string[] = [];
test('a tolerated device may send a wrong CRC; another may not; each frame taken so is logged', () => trial({ toleranceOf: (mn) => (mn === 'TOL' ? 1 : 0), log: pino({ level: 'warn' }, { write: (line: string) => { lines.push(line); } }) }, async ({ gateway, count }) => {
  const { socket, packets } = await device(gateway.port);
  const broken = (mn: string): Buffer => Buffer.from(encodeFrame(draft(mn)).toString().replace(/[0-9A-F]{4}\r\n$/, '0000\r\n'));
  socket.write(Buffer.concat([broken('TOL'), broken('STRICT'), encodeFrame(draft('STRICT'))]));
  await until('two answers', () => packets.length === 2);
  assert.deepEqual(packets.map((packet) => packet.device), ['TOL', 'STRICT']);
  assert.equal(await count('tolerated_total', { reason: 'bad_crc' }), 1);
  assert.equal((await message(await firstSequence())).header.get(FRAME_HEADERS.tolerated), 'bad_crc');
  const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['reason'] === 'bad_crc');
  assert.deepEqual(told.map((line) => line['device']), ['TOL']);
  socket.destroy();
}));

test('500 devices at once, three frames each, all acknowledged once', () => trial({}, async ({ gateway }) => {
  const links = Array.from({ length: 500 }, () => new DeviceLink({ host: '127.0.0.1', port: gateway.port, resendMs: 20_000 }));
  links.forEach((link, i) => { for (let k = 0; k < 3; k += 1) link.offer(draft(`MANY${i}`)); });
  await Promise.all(links.map((link) => link.drained()));
  assert.equal(await stored(), 1500);
  await Promise.all(links.map((link) => link.close()));
}));

test('the window bounds publishes under way, and every frame still gets its turn', async () => {
  let underWay = 0;
  let most = 0;
  const slow = jetStreamPublish(connection);
  await trial({
    limits: { window: 8, windowPerConnection: 3, burst: 1000 },
    publish: async (subject, bytes, headers) => {
      most = Math.max(most, underWay += 1);
      try {
        await new Promise((wait) => setTimeout(wait, 5));
        await slow(subject, bytes, headers);
      } finally {
        underWay -= 1;
      }
    },
  }, async ({ gateway, count }) => {
    const links = Array.from({ length: 10 }, () => new DeviceLink({ host: '127.0.0.1', port: gateway.port, window: 100, resendMs: 30_000 }));
    links.forEach((link, i) => { for (let k = 0; k < 30; k += 1) link.offer(draft(`W${i}`)); });
    await Promise.all(links.map((link) => link.drained()));
    assert.equal(await stored(), 300);
    assert.equal(most, 8);
    assert.ok((await count('paused_total', { why: 'window' })) > 0);
    await Promise.all(links.map((link) => link.close()));
  });
});

test('SM4: frames of the right key are acknowledged and lie there encrypted; a wrong key is refused, no key at all is kept', async () => {
  const [key, wrong] = [Buffer.alloc(16, 0x30), Buffer.alloc(16, 7)];
  await trial({ keysOf: (mn) => (mn === 'NOKEY' ? [] : [key]) }, async ({ gateway, count }) => {
    const { socket, packets } = await device(gateway.port);
    const frames = [{ ...draft('SEC', 9), key }, { ...draft('SEC', 9), key: wrong }, { ...draft('NOKEY', 9), key: wrong }, draft('SEC', 9)];
    const damaged = encodeFrame({ ...draft('SEC', 9), key });
    damaged[damaged.length - 30]! ^= 1;
    const noisy = encodeFrame(draft('NOKEY', 9));
    noisy[noisy.length - 30]! ^= 0x80;
    socket.write(Buffer.concat([...frames.map((frame) => encodeFrame(frame)), damaged, noisy, encodeFrame(draft('SEC', 9))]));
    await until('four are acknowledged', () => packets.length === 4);
    assert.deepEqual(packets.map((packet) => packet.device), ['SEC', 'NOKEY', 'SEC', 'SEC']);
    assert.equal(await count('rejects_total', { reason: 'undecipherable' }), 2, 'wrong key, damaged');
    assert.equal(await count('rejects_total', { reason: 'bad_crc' }), 1, 'a damaged plain frame is not taken for an encrypted one');
    assert.equal(await count('sealed_total', { state: 'opened' }), 1);
    assert.equal(await count('sealed_total', { state: 'keyless' }), 1);
    const kept = await message(await firstSequence());
    assert.ok(!Buffer.from(kept.data).includes('a34004'), 'stored as it came');
    socket.destroy();
  });
});

test('a link beats, and its heartbeats are answered', () => trial({}, async ({ gateway }) => {
  const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, heartbeat: { mn: 'HB1', pw: '123456', everyMs: 30 } });
  await until('answered', () => link.counts.beats >= 3);
  assert.equal(await stored(), 0);
  await link.close();
}));
