import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { stateHash } from './hash.ts';
import { batchOf } from './batch-of.ts';
import { decodeHeader, decodeMessage } from './decode-message.ts';
import { encodeMessages } from './encode-messages.ts';
import { KeyedTable } from './keyed-table.ts';
import type { MessageHeader } from './message-header.ts';
import type { PublishedRow } from './rows.ts';
import { TopicReplica } from './topic-replica.ts';
import { TOPICS } from './topics.ts';
import { ByteReader, ByteWriter, unzigzag, varintSize, zigzag } from './varint.ts';

type Row = PublishedRow<'hotspots'>;
const COLUMNS = TOPICS.hotspots.columns.map(({ name }) => name);
const width = (): number => COLUMNS.length;
const value = fc.option(
  fc.oneof(fc.constant(5), fc.integer({ min: -300, max: 300 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
  { freq: 5 },
);
const row: fc.Arbitrary<Row> = fc.record({
  key: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  aqi: value,
  value,
  support: value,
});
const rows = fc.oneof(
  fc.array(row, { maxLength: 80 }),
  fc.array(
    row.map((r): Row => ({ key: r.key % 200, aqi: 7, value: null, support: r.key % 200 })),
    { maxLength: 80 },
  ),
);
const keys = fc
  .uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { maxLength: 20 })
  .map((list) => Uint32Array.from(list).sort());
const header: fc.Arbitrary<MessageHeader> = fc.record({
  type: fc.constantFrom('snapshot', 'delta', 'keyframe'),
  topic: fc.constant(TOPICS.hotspots.id),
  epoch: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  seq: fc.integer({ min: 5, max: 2 ** 32 - 1 }),
  base: fc.nat({ max: 5 }),
  time: fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2088, 0, 1) }),
  hash: fc.option(fc.stringMatching(/^[0-9a-f]{16}$/)),
});

describe('varint and zigzag', () => {
  test('return what went in, in the size promised', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: Number.MAX_SAFE_INTEGER }),
        fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
        (unsigned, signed) => {
          const writer = new ByteWriter(1);
          writer.varint(unsigned);
          const before = writer.length;
          writer.varint(zigzag(signed));
          assert.equal(writer.length - before, varintSize(zigzag(signed)));
          const reader = new ByteReader(writer.finish());
          assert.equal(reader.varint(), unsigned);
          assert.equal(unzigzag(reader.varint()), signed);
        },
      ),
    );
    assert.throws(() => new ByteReader(new Uint8Array(20).fill(0xff)).varint(), { code: 'GL_LIVE_MESSAGE' });
    assert.throws(() => new ByteReader(new Uint8Array([0x80])).varint(), { code: 'GL_LIVE_MESSAGE' });
  });
});

describe('live messages', () => {
  test('decode to what was encoded, whole or in chunks', () => {
    fc.assert(
      fc.property(header, rows, keys, fc.constantFrom(100, 200, 1 << 19), (head, list, removed, limit) => {
        const { batch } = batchOf(list, COLUMNS);
        const messages = encodeMessages(head, batch, removed, limit).map((bytes) => decodeMessage(bytes, width));
        messages.forEach((message, i) => {
          const { rows: _rows, removed: _removed, ...decoded } = message;
          assert.deepEqual(decoded, { ...head, chunk: i, chunks: messages.length });
        });
        assert.deepEqual(
          messages.flatMap((m) => [...m.rows.keys]),
          [...batch.keys],
        );
        assert.deepEqual(
          messages.flatMap((m) => [...m.rows.missing]),
          [...batch.missing],
        );
        for (let c = 0; c < COLUMNS.length; c += 1)
          assert.deepEqual(
            messages.flatMap((m) => [...m.rows.cells[c]!]),
            [...batch.cells[c]!],
          );
        assert.deepEqual(
          messages.flatMap((m) => [...m.removed]),
          [...removed],
        );
      }),
      { numRuns: 300 },
    );
  });

  test('no chunk is over its limit', () => {
    const many = batchOf(
      Array.from({ length: 20_000 }, (_, k) => ({
        key: (k * 7919) % 4_000_000_000,
        aqi: (k * 100_003) | 0,
        value: k,
        support: null,
      })),
      COLUMNS,
    ).batch;
    const messages = encodeMessages(
      { type: 'snapshot', topic: 6, epoch: 1, seq: 1, base: 0, time: Date.UTC(2026, 0, 1), hash: null },
      many,
      new Uint32Array(0),
      20_000,
    );
    assert.ok(messages.length > 5);
    for (const message of messages) assert.ok(message.length <= 20_000);
  });

  test('bytes that were cut, changed or made up are refused with a code, never with another error', () => {
    const coded = (bytes: Uint8Array): void => {
      try {
        decodeHeader(bytes);
        decodeMessage(bytes, width);
      } catch (error) {
        assert.equal((error as { code?: string }).code, 'GL_LIVE_MESSAGE', String(error));
      }
    };
    fc.assert(
      fc.property(header, rows, fc.nat(), fc.integer({ min: 0, max: 255 }), (head, list, at, byte) => {
        const [bytes] = encodeMessages(head, batchOf(list, COLUMNS).batch);
        const cut = bytes!.slice(0, at % bytes!.length);
        assert.throws(() => decodeMessage(cut, width), { code: 'GL_LIVE_MESSAGE' });
        const changed = bytes!.slice();
        changed[at % changed.length] = byte;
        coded(changed);
        assert.throws(() => decodeMessage(Uint8Array.of(...bytes!, 0), width), { code: 'GL_LIVE_MESSAGE' });
      }),
      { numRuns: 300 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        coded(noise);
        coded(Uint8Array.of(0x47, 1, 2, 0, 6, ...noise));
      }),
      { numRuns: 1000 },
    );
  });

  test('a message may not claim more rows than it has bytes', () => {
    const claim = Uint8Array.of(0x47, 1, 2, 0, 6, 1, 1, 0, 0, 0, 1, 3, 0x80, 0x80, 0x40, 0);
    assert.throws(() => decodeMessage(claim, width), /keys in/);
  });
});

describe('replica', () => {
  const step = fc.record({
    rows: fc.array(fc.record({ key: fc.nat(40), aqi: value, value, support: value }), { maxLength: 20 }),
    removed: fc.uniqueArray(fc.nat(40), { maxLength: 8 }),
    seen: fc.boolean(),
  });

  test('a follower that missed any number of ticks reaches the state by one difference', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), fc.constantFrom(100, 1 << 19), (steps, limit) => {
        const source = new KeyedTable(COLUMNS.length);
        const follower = new TopicReplica(TOPICS.hotspots);
        const send = (type: 'snapshot' | 'delta', seq: number, base: number): void => {
          const delta = type === 'delta';
          const messages = encodeMessages(
            { type, topic: 6, epoch: 3, seq, base, time: Date.UTC(2026, 0, 1), hash: stateHash(source) },
            delta ? source.gather(source.changedSince(base)) : source.all(),
            delta ? source.removedSince(base) : undefined,
            limit,
          );
          messages.forEach((bytes, i) =>
            assert.equal(follower.apply(decodeMessage(bytes, width)), i === messages.length - 1 ? 'applied' : 'part'),
          );
        };
        send('snapshot', 0, 0);
        steps.forEach((s, i) => {
          const seq = i + 1;
          source.remove(
            s.removed.toSorted((a, b) => a - b),
            seq,
          );
          source.upsert(batchOf(s.rows, COLUMNS).batch, seq);
          if (!s.seen && seq < steps.length) return;
          send('delta', seq, follower.seq);
          assert.equal(stateHash(follower.table), stateHash(source));
        });
      }),
      { numRuns: 200 },
    );
  });

  const message = (
    type: 'snapshot' | 'delta' | 'keyframe',
    epoch: number,
    seq: number,
    base: number,
    list: readonly Row[],
    hash: string | null = null,
  ) =>
    decodeMessage(
      encodeMessages(
        { type, topic: 6, epoch, seq, base, time: Date.UTC(2026, 0, 1), hash },
        batchOf(list, COLUMNS).batch,
      )[0]!,
      width,
    );
  const one = (n: number): Row[] => [{ key: 1, aqi: n, value: n, support: n }];

  test('a delta that does not fit is a gap, a lower epoch is old, a higher one waits for its keyframe', () => {
    const replica = new TopicReplica(TOPICS.hotspots);
    assert.equal(replica.apply(message('delta', 2, 1, 0, one(1))), 'gap');
    assert.equal(replica.apply(message('keyframe', 2, 4, 0, one(4))), 'applied');
    assert.equal(replica.apply(message('delta', 2, 6, 5, one(6))), 'gap');
    assert.equal(replica.apply(message('delta', 2, 5, 4, one(5))), 'applied');
    assert.equal(replica.apply(message('delta', 1, 9, 5, one(9))), 'old');
    assert.equal(replica.apply(message('keyframe', 1, 9, 0, one(9))), 'old');
    assert.equal(replica.apply(message('delta', 3, 6, 5, one(6))), 'gap');
    assert.equal(replica.apply(message('keyframe', 3, 1, 0, one(7))), 'applied');
    assert.deepEqual([replica.epoch, replica.seq, replica.table.get(1, 0)], [3, 1, 7]);
  });

  test('a keyframe of the state held is checked by its hash; a copy that drifted takes the next full state', () => {
    const replica = new TopicReplica(TOPICS.hotspots);
    replica.apply(message('keyframe', 1, 4, 0, one(4)));
    assert.equal(replica.apply(message('keyframe', 1, 4, 0, one(4), stateHash(replica.table))), 'verified');
    assert.equal(replica.apply(message('keyframe', 1, 4, 0, one(5), '0123456789abcdef')), 'differs');
    assert.equal(replica.apply(message('delta', 1, 5, 4, one(5))), 'gap');
    assert.equal(replica.apply(message('keyframe', 1, 3, 0, one(3))), 'applied');
    assert.equal(replica.seq, 3);
  });
});
