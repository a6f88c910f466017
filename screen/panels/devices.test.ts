import assert from 'node:assert/strict';
import test from 'node:test';
import { STATION_KINDS } from '../../streams/contracts/pack.ts';
import { mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const rows = [
  { key: STATION_KINDS.national, online: 11, total: 12, due: 12 },
  { key: STATION_KINDS.enterprise, online: 1450, total: 1500, due: 1498 },
];

test('devices on line of those registered, by kind', async () => {
  const panel = await mountPanel('devices', { rows: { devices: rows } });
  assert.equal(panel.textOf('.note').join(), '1\u2009512 台 · 应到 1\u2009510 台');
  assert.deepEqual(panel.textOf('li'), ['国控11 / 12', '企业1\u2009450 / 1\u2009500']);
  assert.equal(panel.all('.bar b')[0]?.style['width'], `${(11 / 12) * 100}%`);
  const english = await mountPanel('devices', { rows: { devices: rows }, language: 'en' });
  assert.equal(english.textOf('.note').join(), '1\u2009512 devices · 1\u2009510 due');
  assert.equal(english.textOf('li')[0], 'national11 / 12');
});

test('a kind that is not counted yet is NA, never 0; no row at all is no data', async () => {
  const panel = await mountPanel('devices', { rows: { devices: [{ key: STATION_KINDS.water, total: 20 }] } });
  assert.equal(panel.textOf('li').join(), '水断面NA / 20');
  assert.equal((await mountPanel('devices')).text, '设备在线\n无数据');
});
