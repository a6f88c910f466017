import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AckPolicy, DeliverPolicy, jetstream } from '@nats-io/jetstream';
import { until } from '../../../test/harness/mod.ts';
import { FRAME_HEADERS } from '../../contracts/subjects.ts';
import { encodeFrame } from './encode.ts';
import { device, draft, gatewayBench } from '../../../test/fixtures/hj212/gateway-bench.ts';
import { DeviceLink } from './link.ts';
import { isReject, parseFrame } from './packet.ts';

const { broker, trial, stored, message, firstSequence } = gatewayBench();

test('9014 after the ack of JetStream: same QN, ST=91, Flag by dialect; the frame lies there byte for byte', () =>
  trial({}, async ({ gateway }) => {
    const { socket, packets } = await device(gateway.port);
    const frames = [draft('A1', 5), draft('A1', 9), draft('A1', 1), draft('A1', 4)];
    for (const frame of frames) socket.write(encodeFrame(frame));
    await until('three acks', () => packets.length === 3);
    assert.deepEqual(
      packets.map(({ cn, st, flag }) => [cn, st, flag]),
      [
        ['9014', '91', 4],
        ['9014', '91', 8],
        ['9014', '91', 0],
      ],
    );
    assert.deepEqual(
      packets.map((packet) => packet.qn),
      frames.slice(0, 3).map((frame) => frame.qn),
    );
    await until('the frame without ack bit is stored too', async () => (await stored()) === 4);
    const kept = await message(await firstSequence());
    assert.match(kept.subject, /^frames\.hj212\.\d\.A1$/);
    assert.equal(Buffer.from(kept.data).toString(), encodeFrame(frames[0]!).toString().trimEnd());
    assert.equal(kept.header.get(FRAME_HEADERS.device), 'A1');
    assert.match(kept.header.get(FRAME_HEADERS.remote), /^127\.0\.0\.1:\d+$/);
    assert.ok(Math.abs(Number(kept.header.get(FRAME_HEADERS.received)) - Date.now()) < 5000);
    socket.destroy();
  }));

test('no ack of the broker, no 9014; after its return the device sends again and nothing is lost', () =>
  trial({ limits: { publishMs: 1500 } }, async ({ gateway, count }) => {
    const link = new DeviceLink({ host: '127.0.0.1', port: gateway.port, resendMs: 400, backoffMs: [50, 100] });
    for (let i = 0; i < 20; i += 1) link.offer(draft('OUT1'));
    await link.drained();
    assert.equal(await stored(), 20);
    await broker().nats.kill();
    for (let i = 0; i < 30; i += 1) link.offer(draft('OUT1', 9));
    await until('publishes have failed', async () => (await count('frames_total', { result: 'failed' })) > 0);
    assert.equal(link.counts.acked, 20, 'nothing was acknowledged while the broker was away');
    await broker().nats.restart();
    await link.drained();
    assert.equal(link.counts.acked, 50);
    assert.ok(link.counts.resent > 0);
    const seen = new Set<string>();
    const consumer = await broker().manager.consumers.add('FRAMES', {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.All,
    });
    const messages = await (
      await jetstream(broker().connection).consumers.get('FRAMES', consumer.name)
    ).fetch({ max_messages: await stored(), expires: 2000 });
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

test('garbage, oversize, truncated and 100k random bytes: rejects are kept, the others go on', () =>
  trial({}, async ({ gateway, count }) => {
    const good = await device(gateway.port);
    const bad = await device(gateway.port);
    bad.socket.write('GET / HTTP/1.1\r\n\r\n');
    bad.socket.write(
      Buffer.concat([
        Buffer.from('##9999'),
        encodeFrame(draft('B1')),
        Buffer.from(encodeFrame(draft('B1')).toString().replace('=35', '=36')),
      ]),
    );
    await until('the good frame among the bad', () => bad.packets.length === 1);
    const random = Buffer.alloc(100_000);
    for (let i = 0, state = 7; i < random.length; i += 1)
      random[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
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

test('hostile device ids reach the broker as _bad, and reach it alive', () =>
  trial({}, async ({ gateway }) => {
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

test(
  'SM4: frames of the right key are acknowledged and lie there encrypted; a wrong key is refused, no key ' +
    'at all is kept',
  async () => {
    const [key, wrong] = [Buffer.alloc(16, 0x30), Buffer.alloc(16, 7)];
    await trial({ keysOf: (mn) => (mn === 'NOKEY' ? [] : [key]) }, async ({ gateway, count }) => {
      const { socket, packets } = await device(gateway.port);
      const frames = [
        { ...draft('SEC', 9), key },
        { ...draft('SEC', 9), key: wrong },
        { ...draft('NOKEY', 9), key: wrong },
        draft('SEC', 9),
      ];
      const damaged = encodeFrame({ ...draft('SEC', 9), key });
      damaged[damaged.length - 30]! ^= 1;
      const noisy = encodeFrame(draft('NOKEY', 9));
      noisy[noisy.length - 30]! ^= 0x80;
      socket.write(
        Buffer.concat([...frames.map((frame) => encodeFrame(frame)), damaged, noisy, encodeFrame(draft('SEC', 9))]),
      );
      await until('four are acknowledged', () => packets.length === 4);
      assert.deepEqual(
        packets.map((packet) => packet.device),
        ['SEC', 'NOKEY', 'SEC', 'SEC'],
      );
      assert.equal(await count('rejects_total', { reason: 'undecipherable' }), 2, 'wrong key, damaged');
      assert.equal(
        await count('rejects_total', { reason: 'bad_crc' }),
        1,
        'a damaged plain frame is not taken for an encrypted one',
      );
      assert.equal(await count('sealed_total', { state: 'opened' }), 1);
      assert.equal(await count('sealed_total', { state: 'keyless' }), 1);
      const kept = await message(await firstSequence());
      assert.ok(!Buffer.from(kept.data).includes('a34004'), 'stored as it came');
      socket.destroy();
    });
  },
);
