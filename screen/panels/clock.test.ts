import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW, PARK, TOWN_HALL } from '../../test/fixtures/screen/panel/mod.ts';

const second = (back: number, frames: number) => {
  const at = Math.floor(NOW / 1000) * 1000 - back * 1000;
  return { key: (at / 1000) % 60, at, frames, readings: frames * 8, lastFrame: 400 };
};
const pulse = Array.from({ length: 30 }, (_, i) => second(i + 1, 300));
const wind = [
  { key: TOWN_HALL, speed: 2.4, direction: 315, temperature: 9, humidity: 61, time: NOW - 60_000 },
  { key: PARK, speed: 2.6, direction: 315, temperature: 10, humidity: 63, time: NOW - 60_000 },
];

test("the city's date and time, its weather, and how many messages a second come in", async () => {
  const panel = await mountPanel('clock', { rows: { pulse, wind } });
  assert.deepEqual(panel.lines, [
    '2026 年 11 月 22 日 星期日',
    '西北风 2.5 m/s · 10 ℃ · 湿度 62 %',
    '15:24:07',
    '实时 · 最新一帧 0.6 秒前 · 300 条/秒',
  ]);
  const english = await mountPanel('clock', { rows: { pulse, wind }, language: 'en' });
  assert.deepEqual(english.lines.slice(0, 2), ['Sunday 2026-11-22', 'NW 2.5 m/s · 10 ℃ · humidity 62 %']);
});

test('silence looks different from calm: after three seconds without a frame nothing is called live', async () => {
  const panel = await mountPanel('clock', { rows: { pulse, wind } });
  await panel.moveTo(NOW + 20_000);
  assert.equal(panel.lines.at(-1), '最新一帧 20.6 秒前');
  assert.ok(panel.all('.ageing').length > 0);
  await panel.moveTo(NOW + 100_000);
  assert.match(panel.lines.at(-1) ?? '', /最新一帧 15:24:06/);
});

test('a lost link is not live, however new the last frame', async () => {
  const panel = await mountPanel('clock', { rows: { pulse, wind } });
  await panel.setLink({ phase: 'lost', since: NOW });
  assert.doesNotMatch(panel.text, /实时/);
});

test('wind that is half an hour old is no wind; without any message that is said', async () => {
  const old = wind.map((row) => ({ ...row, time: NOW - 31 * 60_000 }));
  const panel = await mountPanel('clock', { rows: { wind: old } });
  assert.deepEqual([panel.lines[1], panel.lines.at(-1)], ['无风数据', '尚无消息']);
});
