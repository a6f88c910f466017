import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_MICRO, type Reading } from '../../../streams/contracts/reading.ts';
import { READING_WIDTH, readingAt, ReadingRows } from '../../ingest/internal.ts';
import { RowBinary, RowBinaryReader } from './row-binary.ts';

const reading = fc.record(
  {
    station: fc.integer({ min: 1, max: 2 ** 20 - 1 }),
    factor: fc.integer({ min: 1, max: 4095 }),
    statistic: fc.constantFrom(1, 2, 10, 20, 36),
    time: fc.integer({ min: 946_684_800, max: 4_294_967_295 }).map((s) => s * 1000),
    value: fc.integer({ min: -MAX_MICRO, max: MAX_MICRO }),
    flag: fc.constantFrom('N', 'T', 'D', 'x'),
    received: fc.integer({ min: 0, max: 4e12 }),
    sequence: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  },
  { noNullPrototype: true },
) as fc.Arbitrary<Reading>;

test('a reading comes back from its row as it went in', () => {
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 50 }), (readings) => {
      const rows = new ReadingRows();
      for (const r of readings) rows.append(r);
      assert.equal(rows.bytes().length, readings.length * READING_WIDTH);
      readings.forEach((r, i) => assert.deepEqual(readingAt(rows.bytes(), i), r));
    }),
  );
});

test('integers and strings of every width are written as the engine reads them', () => {
  const rows = new RowBinary();
  rows.u16(0x0a0a);
  rows.u64(2 ** 53 - 1);
  for (const value of [-1, -(2 ** 53 - 1), 2 ** 40 + 7]) rows.i64(value);
  rows.string('数'.repeat(100));
  const reader = new RowBinaryReader(rows.written());
  assert.equal(reader.u16(), 0x0a0a);
  assert.equal(reader.u64(), 2 ** 53 - 1);
  assert.deepEqual([reader.i64(), reader.i64(), reader.i64()], [-1, -(2 ** 53 - 1), 2 ** 40 + 7]);
  assert.deepEqual([reader.u8(), reader.u8()], [(300 % 128) | 128, 2]);
  assert.equal(rows.length, 2 + 8 + 24 + 2 + 300);
});
