import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const hour = { key: CITY, hour: hourStart(15), aqi: 87, level: 2 };

test('unaudited data, by which standards, of when; the demo city says that its data are generated', async () => {
  const panel = await mountPanel('public-notice', { rows: { regions: [hour] } });
  assert.deepEqual(panel.lines, [
    '实时监测数据，未经审核，仅供参考。',
    'Unaudited data, for reference only.',
    '演示城市 Demo city，数据为生成 generated',
    '15:00 的数据',
    'HJ 633-2026 · GB 3838-2002',
  ]);
});

test('a picture that is not renewed says since when', async () => {
  const panel = await mountPanel('public-notice', { rows: { regions: [hour] } });
  await panel.setLink({ phase: 'stale', since: NOW - 300_000 });
  assert.match(panel.text, /15:00 的数据 · 自 15:19 起未更新/);
  assert.match((await mountPanel('public-notice')).text, /暂无数据 no data/);
});
