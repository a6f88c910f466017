import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc16, crcText } from './crc16.ts';

const VECTORS: readonly (readonly [source: string, segment: string, crc: string])[] = [
  [
    'HJ 212-2017 Annex A example',
    'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&',
    '1C80',
  ],
  [
    'HJ 212-2025 A.1 example',
    'QN=20240601085857223;ST=32;CN=1011;PW=123456;MN=010000A8900016F000169DC0;Flag=9;CP=&&&&',
    '2200',
  ],
  [
    'computed: 9014 with QN',
    'QN=20261122080000000;ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&',
    '1680',
  ],
  ['computed: 9014 without QN', 'ST=91;CN=9014;PW=123456;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&', '2340'],
  [
    'computed: 2051 with two factors',
    'QN=20261122080000000;ST=22;CN=2051;PW=123456;MN=010000A8900016F000169DC0;Flag=5;CP=&&' +
      'DataTime=20261122075900;a34004-Avg=35,a34004-Flag=N;a34002-Avg=81,a34002-Flag=N&&',
    '7580',
  ],
];

for (const [source, segment, crc] of VECTORS) {
  test(`CRC, ${source}: ${crc}`, () => assert.equal(crcText(crc16(Buffer.from(segment))), crc));
}

test('CRC of a slice is the CRC of its bytes', () => {
  const [, segment] = VECTORS[0]!;
  const bytes = Buffer.from(`##0101${segment}1C80`);
  assert.equal(crcText(crc16(bytes, 6, bytes.length - 4)), '1C80');
});
