import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCivilTime, parseCivilTime } from './civil-time.ts';

test('civil time of the station to UTC', () => {
  assert.equal(parseCivilTime('20261122080000', 'Asia/Shanghai'), Date.UTC(2026, 10, 22));
  assert.equal(parseCivilTime('20261122080001999', 'Asia/Shanghai'), Date.UTC(2026, 10, 22, 0, 0, 1));
  assert.equal(parseCivilTime('20270101000000', 'Asia/Shanghai'), Date.UTC(2026, 11, 31, 16));
  assert.equal(parseCivilTime('20240229235959', 'UTC'), Date.UTC(2024, 1, 29, 23, 59, 59));
});

test('no time: months, days, hours, minutes and seconds that do not exist, other lengths', () => {
  for (const text of [
    '20261322080000',
    '20260229080000',
    '20261122240000',
    '20261122086000',
    '20261122080060',
    '2026112208000',
    '202611220800000',
    '2024112320423050',
    '',
    'abcdefghijklmn',
  ]) {
    assert.equal(parseCivilTime(text, 'Asia/Shanghai'), null, text);
  }
  assert.equal(parseCivilTime('20260329023000', 'Europe/Berlin'), null, 'left out by summer time');
});

test('formatting is the inverse', () => {
  assert.equal(formatCivilTime(Date.UTC(2026, 10, 22), 'Asia/Shanghai'), '20261122080000');
});
