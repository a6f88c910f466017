import assert from 'node:assert/strict';
import test from 'node:test';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { mountPanel, NOW, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const CEMENT = 3002;
const rows = {
  stations: [
    { key: SMELTER, state: 1, time: NOW - 5000, multiple: 1.8 },
    { key: CEMENT, state: 4, time: NOW - 900_000 },
  ],
  exceedances: [{ key: seriesKey(SMELTER, 5), rank: 1, multiple: 1.8 }],
};

test('every outlet is a mark in the line of its industry: a cross exceeds, a hollow one is silent', async () => {
  const panel = await mountPanel('sources', { rows });
  assert.equal(panel.textOf('.note').join(), '叉超标 · 实心在线 · 空心失联 · 5 秒前');
  assert.deepEqual(panel.textOf('li').sort(), ['冶炼 1 / 1', '水泥 0 / 1']);
  assert.deepEqual(
    [panel.all('.over').length, panel.all('rect.silent').length, panel.all('rect.heard').length],
    [1, 1, 0],
  );
  const english = await mountPanel('sources', { rows, language: 'en' });
  assert.deepEqual(english.textOf('li').sort(), ['Cement 0 / 1', 'Smelting 1 / 1']);
});

test('outlets of which nothing was ever heard are not called silent', async () => {
  const panel = await mountPanel('sources');
  assert.equal(panel.textOf('.note').join(), '无数据');
  assert.deepEqual([panel.all('rect.never').length, panel.all('rect.silent').length], [2, 0]);
});
