import assert from 'node:assert/strict';
import test from 'node:test';
import { chartSeries, hourStart, mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const key = (start: number): number => (start - Date.UTC(2020, 0, 1)) / 3_600_000;
const all = Array.from({ length: 24 }, (_, i) => ({ key: key(hourStart(14 - i)), aqi: 60 + i, level: 2 }));
test('the last 24 closed hours in their official colours, each to be opened', async () => {
  const panel = await mountPanel('public-hours', { rows: { cityHours: all } });
  assert.equal(panel.text, '过去 24 小时\nAQI · Past 24 hours');
  const bars = chartSeries(panel, 'aqi');
  const edge = { borderColor: 'rgba(19,32,31,0.5)', borderWidth: 1 };
  assert.equal(bars.length, 24);
  assert.deepEqual(bars.at(-1), { value: 60, itemStyle: { color: '#ffff00', ...edge } });
  assert.equal(panel.all('.bars i').at(-1)?.getAttribute('aria-label'), '15 时 AQI 60');
});

test('a missing hour is hatched and the hatching is explained', async () => {
  const panel = await mountPanel('public-hours', { rows: { cityHours: all.filter((_, i) => i !== 3) } });
  assert.match(panel.text, /斜线为缺测 hatched: missing$/);
  assert.equal(chartSeries(panel, 'missing').length, 1);
  assert.match(JSON.stringify(chartSeries(panel, 'aqi')[20]), /"color":"transparent"/);
});
