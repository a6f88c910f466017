import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Assembler } from './assembler.ts';
import { encodeFrame } from './encode.ts';
import { openHj212, openPacket } from './open.ts';
import { isReject, type Packet } from './packet.ts';

function part(number: number, total: number, cp: string, qn = '1', mn = 'A'): Packet {
  const opened = openHj212(
    encodeFrame({ qn, st: '31', cn: '2051', pw: '1', mn, flag: 7, part: { total, number }, cp }),
  );
  assert.ok(!isReject(opened) && opened.packet);
  return opened.packet;
}

test('a part with its own DataTime is opened alone, one without is a part', () => {
  assert.equal(openPacket(part(1, 2, 'DataTime=20261122080000;a34013-Avg=1')).kind, 'readings');
  assert.equal(openPacket(part(2, 2, 'a34013-Avg=1')).kind, 'part');
});

test('parts in any order and sent twice make one packet', () => {
  const assembler = new Assembler();
  assert.equal(assembler.add(part(3, 3, 'c-Avg=3'), { received: 0, sequence: 10 }).state, 'waiting');
  assert.equal(assembler.add(part(3, 3, 'c-Avg=3'), { received: 1, sequence: 11 }).state, 'waiting');
  assert.equal(
    assembler.add(part(1, 3, 'DataTime=20261122080000;a-Avg=1'), { received: 2, sequence: 12 }).state,
    'waiting',
  );
  assert.equal(assembler.oldest(), 10);
  const last = assembler.add(part(2, 3, 'b-Avg=2;'), { received: 3, sequence: 13 });
  assert.ok(last.state === 'complete');
  assert.equal(last.packet.cp, 'DataTime=20261122080000;a-Avg=1;b-Avg=2;c-Avg=3');
  assert.equal(openPacket(last.packet).kind, 'readings');
  assert.deepEqual([assembler.oldest(), assembler.size, assembler.bytes], [null, 0, 0]);
});

test('a cut in the middle of an item is mended', () => {
  for (const [first, second] of [
    ['x-Avg=3', '5,x-Flag=N'],
    ['x-A', 'vg=35,x-Flag=N'],
    ['x-Avg=35,', 'x-Flag=N'],
  ] as const) {
    const assembler = new Assembler();
    assembler.add(part(1, 2, first), { received: 0, sequence: 1 });
    const joined = assembler.add(part(2, 2, second), { received: 0, sequence: 2 });
    assert.ok(joined.state === 'complete');
    assert.ok(['x-Avg=35,x-Flag=N', 'x-Avg=35,;x-Flag=N'].includes(joined.packet.cp), joined.packet.cp);
  }
});

test('parts that never come are given up after 60 s; count and bytes are bounded', () => {
  const assembler = new Assembler({ most: 2, bytes: 100 });
  assembler.add(part(1, 2, 'a-Avg=1', '1'), { received: 0, sequence: 1 });
  assembler.add(part(1, 2, 'a-Avg=1', '2'), { received: 50_000, sequence: 2 });
  assert.equal(assembler.add(part(1, 2, 'a-Avg=1', '3'), { received: 50_000, sequence: 3 }).state, 'full');
  assert.deepEqual(assembler.expire(59_999), []);
  assert.equal(assembler.expire(60_000).length, 1);
  assert.equal(assembler.oldest(), 2);
  assert.equal(assembler.add(part(1, 2, 'x'.repeat(200), '4'), { received: 60_000, sequence: 4 }).state, 'full');
  assert.equal(assembler.size, 1);
});
