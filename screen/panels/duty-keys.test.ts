import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, mountPanels, NOW, SITE, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const alarm = (key: number, station: number, priority: number) => ({
  ...{ key, station, factor: 5, priority, state: 1, raised: NOW - 60_000, due: NOW + 120_000, multiple: 1.2 },
});
const rows = { alarms: [alarm(1001, SMELTER, 1), alarm(1002, SITE, 2)] };
const answers = { '/api/alarms/1001': { alarm: { sequence: 7, steps: ['confirmed', 'rejected'] }, events: [] } };

test('every key with what it does, in both languages', async () => {
  const panel = await mountPanel('duty-keys');
  assert.match(panel.text, /C确认R误报X办结.*Esc取消/);
  assert.match((await mountPanel('duty-keys', { language: 'en' })).text, /CConfirmRRejectXClose.*EscCancel/);
});

test('the keys move through the list, turn its tab and open a note', async () => {
  const desk = await mountPanels(['duty-list', 'duty-evidence', 'duty-keys'], { rows, answers });
  assert.match(desk.textOf('li.on').join(), /云州冶炼/);
  await desk.press('j');
  assert.match(desk.textOf('li.on').join(), /滨河工地/);
  await desk.press('k');
  await desk.press('c');
  assert.equal(desk.one('textarea').getAttribute('placeholder'), '确认说明（记入台账）');
  await desk.press('Escape');
  assert.equal(desk.all('textarea').length, 0);
  await desk.press('t');
  assert.match(desk.textOf('.tab.on').join(), /超标未提出/);
});

test('a step that the ledger does not offer opens nothing', async () => {
  const desk = await mountPanels(['duty-list', 'duty-evidence', 'duty-keys'], { rows, answers });
  await desk.press('x');
  assert.equal(desk.all('textarea').length, 0);
});
