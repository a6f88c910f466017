import assert from 'node:assert/strict';
import test from 'node:test';
import { hourStart, mountPanel, NOW } from '../../../test/fixtures/screen/panel/mod.ts';

const RANGE = '/api/replay/range';
const key = (start: number): number => (start - Date.UTC(2020, 0, 1)) / 3_600_000;
const rows = {
  cityHours: [
    { key: key(hourStart(13)), aqi: 60, level: 2 },
    { key: key(hourStart(14)), aqi: 120, level: 3 },
  ],
  alarms: [
    { key: 1001, station: 1, raised: NOW - 12 * 3_600_000 },
    { key: 1002, station: 1, raised: NOW - 30 * 3_600_000 },
  ],
};
/** A kept moment without any topic. */
const kept = (at: number) => Promise.resolve({ answer: { at: new Date(at).toISOString(), topics: [] } });
const answers = { [RANGE]: { oldest: new Date(NOW - 10 * 3_600_000).toISOString() } };

test('the last 24 hours: level and AQI of each closed hour, open alarms where they were raised', async () => {
  const panel = await mountPanel('replay', { rows, answers });
  assert.deepEqual([panel.textOf('h2').join(), panel.textOf('.labels b').join()], ['回放', '实时 15:24']);
  const bands = panel.all('rect').map((rect) => rect.getAttribute('fill'));
  assert.ok(bands.includes('#ffff00') && bands.includes('#ff7e00') && bands.includes('var(--track)'));
  const heights = panel.all('rect.height').map((rect) => Number(rect.getAttribute('height')));
  assert.deepEqual(
    heights.filter((height) => height > 0),
    [25, 50],
  );
  // Half a day ago is the middle of the strip; what is older than a day is not on it.
  assert.deepEqual(
    panel.all('.tick').map((tick) => Math.round(Number(tick.getAttribute('x')))),
    [500],
  );
  assert.match(panel.textOf('.labels').join(), /今 0 时/);
  const english = await mountPanel('replay', { rows, answers, language: 'en' });
  assert.equal(english.textOf('.labels b').join(), 'live 15:24');
});

test('a key goes a minute back: the strip says which moment is shown and offers the way back', async () => {
  const panel = await mountPanel('replay', { rows, answers, fetchMoment: kept });
  await panel.press('ArrowLeft', panel.one('.handle'));
  assert.equal(panel.textOf('.labels b').join(), '回放 11-22 15:23');
  assert.equal(panel.one('.handle').getAttribute('aria-valuetext'), '回放 11-22 15:23');
  assert.equal(panel.textOf('.note').join(), '回到实时 Esc');
  await panel.click('.back');
  assert.equal(panel.textOf('.labels b').join(), '实时 15:24');
});

test('a press on the strip goes there, but not before the first moment that was kept', async () => {
  const panel = await mountPanel('replay', { rows, answers, fetchMoment: kept });
  assert.equal(Math.round(Number(panel.one('.rail').getAttribute('x'))), Math.round((14 / 24) * 1000));
  const strip = panel.one('.strip');
  strip.dispatch('pointerdown', { clientX: 1, pointerId: 1 });
  strip.dispatch('pointerup', { pointerId: 1 });
  await panel.settled();
  assert.equal(panel.textOf('.labels b').join(), '回放 11-22 05:24');
});

test('a moment that cannot be shown is said, and where none is kept nothing is gone to', async () => {
  const panel = await mountPanel('replay', { rows, answers, language: 'en' });
  await panel.press('PageUp', panel.one('.handle'));
  assert.equal(panel.textOf('.note').join(), 'none');
  const asked: number[] = [];
  const without = await mountPanel('replay', {
    rows,
    answers: { [RANGE]: { oldest: null } },
    fetchMoment: (at) => {
      asked.push(at);
      return kept(at);
    },
  });
  await without.press('Home', without.one('.handle'));
  assert.deepEqual([asked, without.textOf('.labels b').join()], [[], '实时 15:24']);
});
