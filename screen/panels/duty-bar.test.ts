import assert from 'node:assert/strict';
import test from 'node:test';
import { CITY, hourStart, mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const at = Math.floor(NOW / 1000) * 1000 - 1000;
const rows = {
  regions: [{ key: CITY, hour: hourStart(15), aqi: 87, level: 2 }],
  pulse: [{ key: (at / 1000) % 60, at, frames: 300, readings: 2400, lastFrame: 400 }],
};
const answers = { '/api/devices': { total: 4 }, '/api/rejects': { total: 1200 } };

test("the city's air with its age, the link, what nobody registered and what was rejected, the clock", async () => {
  const panel = await mountPanel('duty-bar', { rows, answers });
  assert.deepEqual(panel.lines, [
    '观澜 值守台',
    '云州 · 演示城市',
    '城市 AQI',
    '287 良 24 分前',
    '链路 正常 · 最新一帧 0 秒前',
    '未登记设备 4 · 拒收 1\u2009200',
    '15:24:07',
  ]);
  assert.deepEqual(
    panel.asked.map(({ path, query }) => `${path}?${query}`),
    ['/api/devices?state=unregistered&limit=1', '/api/rejects?limit=1'],
  );
});

test('silence, a lost link and a service that does not answer are seen', async () => {
  const panel = await mountPanel('duty-bar', { rows, language: 'en' });
  assert.match(panel.text, /^unregistered NA · rejects NA$/m);
  await panel.moveTo(NOW + 20_000);
  assert.match(panel.text, /^link live · newest frame 20 s ago$/m);
  assert.equal(panel.all('.ageing').length, 1);
  await panel.setLink({ phase: 'lost', since: NOW });
  assert.match(panel.text, /^link down/m);
});
