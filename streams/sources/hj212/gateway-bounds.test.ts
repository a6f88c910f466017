import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { underLoad, until } from '../../../test/harness/mod.ts';
import { encodeFrame } from './encode.ts';
import { device, draft, gatewayBench, type Device } from '../../../test/fixtures/hj212/gateway-bench.ts';
import { jetStreamPublish } from './jetstream-publish.ts';
import { DeviceLink } from './link.ts';

const { broker, trial, stored } = gatewayBench();

test('slow loris: a frame that does not come whole is given up, and so is a silent connection', () =>
  trial({ limits: { partialMs: 300, idleMs: 2500 } }, async ({ gateway, count }) => {
    const slow = await device(gateway.port);
    const whole = encodeFrame(draft('S1'));
    slow.socket.write(whole.subarray(0, 50));
    await until('given up', async () => (await count('rejects_total', { reason: 'truncated' })) === 1, 4000);
    slow.socket.write(encodeFrame(draft('S1')));
    await until('and heard again', () => slow.packets.length === 1);
    await until('idle connections are closed', slow.closed, 6000);
    assert.equal(await count('closed_total', { why: 'idle' }), 1);
  }));

test('a device above its rate is held back by TCP, not dropped; others are not slowed', () =>
  trial({ limits: { framesPerSecond: 100, burst: 20 } }, async ({ gateway, count }) => {
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

test('unregistered devices are kept and acknowledged up to the quota of their address, then refused with QnRtn 4', () =>
  trial({ limits: { unknownPerAddress: 5 } }, async ({ gateway }) => {
    const { socket, packets } = await device(gateway.port);
    for (let i = 0; i < 8; i += 1) socket.write(encodeFrame(draft(`NEW${i}`)));
    socket.write(encodeFrame(draft('NEW0')));
    await until('all are answered', () => packets.length === 9);
    const answers = packets.map(({ cn, device: mn, cp }) => `${mn} ${cn} ${cp}`).sort();
    assert.deepEqual(answers, [
      'NEW0 9014 ',
      'NEW0 9014 ',
      'NEW1 9014 ',
      'NEW2 9014 ',
      'NEW3 9014 ',
      'NEW4 9014 ',
      'NEW5 9011 QnRtn=4',
      'NEW6 9011 QnRtn=4',
      'NEW7 9011 QnRtn=4',
    ]);
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

test('a device that never reads its answers is closed, memory bounded', () =>
  trial({ limits: { backlogBytes: 2000, burst: 1_000_000 } }, async ({ gateway, count }) => {
    const deaf = await device(gateway.port);
    deaf.socket.pause();
    const frame = encodeFrame(draft('M'.repeat(3000)));
    deaf.socket.write(frame);
    await until('closed', async () => (await count('closed_total', { why: 'backlog' })) === 1);
    deaf.socket.destroy();
  }));

test('a flood of broken frames closes the connection that sends them', () =>
  trial({ limits: { rejectBurst: 20 } }, async ({ gateway, count }) => {
    const bad = await device(gateway.port);
    const broken = Buffer.from(encodeFrame(draft('B2')).toString().replace('=35', '=36'));
    bad.socket.write(Buffer.concat(Array.from({ length: 50 }, () => broken)));
    await until('closed', bad.closed);
    assert.equal(await count('closed_total', { why: 'rejects' }), 1);
    assert.equal(await count('rejects_total', { reason: 'bad_crc' }), 21);
  }));

test('connections: total bound holds, also for loopback', () =>
  trial({ limits: { connections: 3 } }, async ({ gateway, count }) => {
    const devices: Device[] = [];
    for (let i = 0; i < 4; i += 1) devices.push(await device(gateway.port));
    await until('one is refused', () => devices.some((each) => each.closed()));
    assert.equal(await count('refused_total', { why: 'total' }), 1);
    assert.equal(gateway.connections(), 3);
    for (const each of devices) each.socket.destroy();
  }));

test('500 devices at once, three frames each, all acknowledged once', () =>
  trial({}, async ({ gateway }) => {
    const links = Array.from(
      { length: 500 },
      () => new DeviceLink({ host: '127.0.0.1', port: gateway.port, resendMs: 20_000 }),
    );
    links.forEach((link, i) => {
      for (let k = 0; k < 3; k += 1) link.offer(draft(`MANY${i}`));
    });
    await Promise.all(links.map((link) => link.drained()));
    assert.equal(await stored(), 1500);
    await Promise.all(links.map((link) => link.close()));
  }));

test('the window bounds publishes under way, and every frame still gets its turn', async () => {
  let underWay = 0;
  let most = 0;
  const slow = jetStreamPublish(broker().connection);
  await trial(
    {
      limits: { window: 8, windowPerConnection: 3, burst: 1000 },
      publish: async (subject, bytes, headers) => {
        most = Math.max(most, (underWay += 1));
        try {
          await pause(5);
          await slow(subject, bytes, headers);
        } finally {
          underWay -= 1;
        }
      },
    },
    async ({ gateway, count }) => {
      const links = Array.from(
        { length: 10 },
        () => new DeviceLink({ host: '127.0.0.1', port: gateway.port, window: 100, resendMs: 30_000 }),
      );
      links.forEach((link, i) => {
        for (let k = 0; k < 30; k += 1) link.offer(draft(`W${i}`));
      });
      await Promise.all(links.map((link) => link.drained()));
      assert.equal(await stored(), 300);
      assert.equal(most, 8);
      assert.ok((await count('paused_total', { why: 'window' })) > 0);
      await Promise.all(links.map((link) => link.close()));
    },
  );
});
