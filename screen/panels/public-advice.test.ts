import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const hour = (aqi: number, level: number, primary: number) => ({ key: CITY, hour: hourStart(15), aqi, level, primary });

test("the standard's advice for the level, in both languages", async () => {
  const panel = await mountPanel('public-advice', { rows: { regions: [hour(42, 1, 0)] } });
  assert.equal(panel.text, '空气好，可以照常活动。\nThe air is good: all activities as usual.');
});

test('above 100 it names who is sensitive to the primary pollutant', async () => {
  const panel = await mountPanel('public-advice', { rows: { regions: [hour(130, 3, 0b100)] } });
  assert.match(panel.text, /O₃ 敏感人群 呼吸系统疾病患者/);
  assert.match(panel.text, /Sensitive to O₃: lung patients/);
});

test('without a level there is no advice', async () => {
  assert.equal((await mountPanel('public-advice')).text, '');
});
