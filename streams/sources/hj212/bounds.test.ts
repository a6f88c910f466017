import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../../test/harness/mod.ts';
import { AddressQuota, plainAddress } from './address-quota.ts';
import { Fifo } from './fifo.ts';
import { DeviceLink } from './link.ts';
import { PublishWindow } from './publish-window.ts';

test(
  'AddressQuota: connections in all and per address (loopback only in all), unregistered devices per ' + 'address',
  () => {
    const quota = new AddressQuota({
      connections: 6,
      connectionsPerAddress: 2,
      unknownPerAddress: 2,
      addresses: 2,
      unknownMs: 1000,
    });
    assert.deepEqual(
      [1, 2, 3].map(() => quota.opened('10.0.0.1')),
      [true, true, false],
    );
    assert.deepEqual(
      [1, 2, 3].map(() => quota.opened('127.0.0.1')),
      [true, true, true],
    );
    quota.closed('10.0.0.1');
    assert.equal(quota.opened('10.0.0.1'), true);
    assert.equal(quota.opened('::1'), true);
    assert.equal(quota.opened('::1'), false, 'six in all');
    assert.equal(quota.connections, 6);
    assert.deepEqual(
      ['a', 'b', 'c', 'a'].map((device) => quota.unknown('10.0.0.1', device, 0)),
      [true, true, false, true],
    );
    quota.known('10.0.0.1', 'a');
    assert.equal(quota.unknown('10.0.0.1', 'c', 0), true, 'a registered device gives its place back');
    assert.equal(quota.unknown('10.0.0.1', 'd', 999), false);
    assert.equal(quota.unknown('10.0.0.1', 'd', 1000), true, 'those not heard for long give theirs back');
    assert.equal(plainAddress('::ffff:10.0.0.1'), '10.0.0.1');
  },
);

test('PublishWindow: no more than its size at once, those who wait are woken in turn', () => {
  const window = new PublishWindow<{ pump(): void }>(2);
  const woken: number[] = [];
  const waiter = (id: number) => ({
    pump: () => {
      woken.push(id);
      window.take();
    },
  });
  window.take();
  window.take();
  assert.equal(window.room, false);
  const gone = waiter(3);
  for (const each of [waiter(1), waiter(2), gone]) window.wait(each);
  window.forget(gone);
  window.give();
  assert.deepEqual(woken, [1]);
  window.give();
  window.give();
  assert.deepEqual(woken, [1, 2]);
  assert.equal(window.taken, 1);
});

test('Fifo keeps its order over thousands and gives memory back', () => {
  const fifo = new Fifo<number>();
  for (let i = 0; i < 5000; i += 1) fifo.push(i);
  for (let i = 0; i < 3000; i += 1) assert.equal(fifo.shift(), i);
  fifo.prepend([-2, -1]);
  assert.deepEqual([fifo.size, fifo.shift(), fifo.shift(), fifo.shift()], [2002, -2, -1, 3000]);
});

test('DeviceLink: its queue is bounded, `send` waits for room, new data goes before what waited', async () => {
  const received: string[] = [];
  const server = createServer((socket) =>
    socket.on('data', (chunk) => received.push(...Array.from(chunk.toString().matchAll(/MN=(\w+)/g), ([, mn]) => mn!))),
  );
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise<void>((done) => server.close(() => done()));
  const link = new DeviceLink({ host: '127.0.0.1', port, queue: 3, backoffMs: [20, 40] });
  await pause(30);
  const draft = (mn: string) => ({ st: '22', cn: '2011', mn, flag: 4, cp: '' });
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((mn) => link.offer(draft(mn))),
    [true, true, true, false],
  );
  assert.equal(link.counts.dropped, 1);
  const waited = link.send(draft('e'));
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  assert.equal(await waited, true);
  await link.drained();
  await until('four packets', () => received.length >= 4);
  assert.deepEqual([...received].sort(), ['a', 'b', 'c', 'e']);
  await link.close();
  await new Promise<void>((done) => server.close(() => done()));
});
