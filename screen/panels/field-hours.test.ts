import assert from 'node:assert/strict';
import test from 'node:test';
import { BAITA, HEKOU, hourStart, mountPanel, QINGSHI } from '../../test/fixtures/screen/panel/mod.ts';

const PATH = '/api/history/townships';
const hour = (end: number, levels: Readonly<Record<number, number>>) => ({
  start: new Date(hourStart(end - 1)).toISOString(),
  townships: Object.entries(levels).map(([region, level]) => ({ region: Number(region), value: 80, level })),
});
const hours = [hour(12, { [QINGSHI]: 2, [HEKOU]: 3, [BAITA]: 5 }), hour(15, { [QINGSHI]: 4, [HEKOU]: 3 })];

test('townships above IAQI 100 are filled hour by hour; one without a mean is hatched and counted', async () => {
  const panel = await mountPanel('field-hours', { answers: { [PATH]: { hours } } });
  assert.deepEqual(panel.textOf('li'), ['今 12 时', '今 15 时']);
  const fills = panel.all('path').flatMap((path) => path.getAttribute('fill') ?? []);
  assert.deepEqual(fills, ['#ff7e00', '#99004c', 'url(#no-mean)', '#ff0000', '#ff7e00']);
  assert.equal(panel.textOf('.footer').join(), '斜线：该小时无有效均值 · 有效乡镇至少 2 / 3');
  const english = await mountPanel('field-hours', { answers: { [PATH]: { hours } }, language: 'en' });
  assert.deepEqual(english.textOf('li'), ['12:00', '15:00']);
  assert.match(english.textOf('.footer').join(), /at least 2 of 3 townships valid$/);
});

test('where the history cannot be read, the reason is said in the language of the screen', async () => {
  const panel = await mountPanel('field-hours', { language: 'en' });
  assert.equal(panel.textOf('.note').join(), 'not read: not found');
  assert.equal(panel.all('li').length, 0);
});
