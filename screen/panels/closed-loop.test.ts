import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW, PARK, SITE, SMELTER } from '../../test/fixtures/screen/panel/mod.ts';

const MINUTE = 60_000;
const alarm = (key: number, station: number, state: number, due: number | null) => ({
  ...{ key, station, factor: 5, priority: 1, state, raised: NOW - 9 * MINUTE, due, multiple: 1.2 },
});
const alarms = [
  alarm(1001, SMELTER, 1, NOW + 2 * MINUTE),
  alarm(1002, SITE, 2, NOW - MINUTE),
  alarm(1003, PARK, 4, null),
];

test('how far each open alarm is, whose turn it is, and what is left of the time', async () => {
  const panel = await mountPanel('closed-loop', { rows: { alarms } });
  assert.equal(panel.textOf('.note').join(), '提出 · 确认 · 办结 · 共 3 件');
  assert.deepEqual(panel.textOf('li'), [
    '云州冶炼 1#SO₂ · 河口镇网格 确认剩 2:00',
    '滨河工地SO₂ · 白塔乡网格 处置逾期 1:00',
    '化工园SO₂ · 白塔乡网格 已办结',
  ]);
  // The step it stands on, of raised, confirmed, closed.
  assert.deepEqual(
    panel.all('.way circle').map((step) => step.getAttribute('class')),
    ['present', 'ahead', 'ahead', 'past', 'present', 'ahead', 'past', 'past', 'present'],
  );
  const english = await mountPanel('closed-loop', { rows: { alarms }, language: 'en' });
  assert.equal(english.textOf('li')[1], 'Riverside siteSO₂ · Baita grid resolve late 1:00');
});

test('overdue stands out, and nothing to do is said', async () => {
  const panel = await mountPanel('closed-loop', { rows: { alarms } });
  assert.deepEqual(panel.textOf('.next.ink'), ['处置逾期 1:00']);
  assert.match((await mountPanel('closed-loop')).text, /无未结告警$/);
});
