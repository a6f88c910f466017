import assert from 'node:assert/strict';
import test from 'node:test';
import {
  BAITA,
  HEKOU,
  hourStart,
  mountPanel,
  NORTH,
  NOW,
  QINGSHI,
  SOUTH,
} from '../../test/fixtures/screen/panel/mod.ts';

const township = (key: number, nowPm25: number, nowLevel: number, age = 20_000) => ({
  key,
  nowPm25,
  nowLevel,
  time: NOW - age,
});
const counties = [
  { key: NORTH, hour: hourStart(15), aqi: 62, level: 2, rank: 1 },
  { key: SOUTH, hour: hourStart(15), aqi: 118, level: 3, rank: 2 },
];
const regions = [...counties, township(QINGSHI, 41, 2), township(HEKOU, 92.4, 3), township(BAITA, 180, 5)];

test('a dot a township in the line of its county, at its place on the axis, the highest one named', async () => {
  const panel = await mountPanel('townships', { rows: { regions } });
  assert.equal(panel.textOf('h2').join(), '3 个乡镇 PM2.5');
  assert.equal(panel.textOf('.note').join(), '每点一个乡镇 · 滚动小时 µg/m³ · 20 秒前');
  assert.deepEqual(panel.textOf('li'), ['北山区 河口镇 92', '南河县 白塔乡 180']);
  assert.deepEqual(panel.textOf('.marks span'), ['50', '100', '150', '200']);
  assert.deepEqual(
    panel.all('.dot').map((dot) => dot.style['left']),
    ['20.5%', '46.2%', '90%'],
  );
  const english = await mountPanel('townships', { rows: { regions }, language: 'en' });
  assert.deepEqual([english.textOf('h2').join(), english.textOf('li')[1]], ['PM2.5 of 3 townships', 'Nanhe Baita 180']);
});

test('a township without a valid mean is counted, not drawn; an old one is faint', async () => {
  const panel = await mountPanel('townships', { rows: { regions: [...counties, township(HEKOU, 92.4, 3, 700_000)] } });
  assert.equal(panel.textOf('.footer').join(), '2 个乡镇无有效均值，未画');
  assert.equal(panel.all('.dot.old').length, 1);
  assert.equal((await mountPanel('townships', { rows: { regions: counties } })).textOf('.note').join(), '无数据');
});
