import assert from 'node:assert/strict';
import test from 'node:test';
import { chartSeries, mountPanels, NOW, SITE, SMELTER, type Mounted } from '../../../test/fixtures/screen/panel/mod.ts';

const MINUTE = 60_000;
const alarm = (key: number, station: number, priority: number) => ({
  ...{ key, station, factor: 5, priority, state: 1, raised: NOW - 10 * MINUTE, due: NOW + 2 * MINUTE },
  ...{ multiple: 1.83, value: 99, limit: 35 },
});
const rows = { alarms: [alarm(1001, SMELTER, 1), alarm(1002, SITE, 2)] };
const point = (minutes: number, value: number | null) => ({
  time: new Date(NOW - minutes * MINUTE).toISOString(),
  value,
});
const series = { step: '5m', points: [point(20, 30), point(15, null), point(10, 80), point(5, 99)] };
const history = {
  alarm: { sequence: 7, steps: ['confirmed', 'rejected'] },
  events: [
    {
      step: 'raised',
      at: new Date(NOW - 10 * MINUTE).toISOString(),
      note: null,
      actor: { kind: 'rule', name: 'rule' },
    },
    {
      step: 'escalated',
      at: new Date(NOW - MINUTE).toISOString(),
      note: 'to the head',
      actor: { kind: 'person', name: '王工' },
    },
  ],
};
const SERIES = `/api/stations/${SMELTER}/series`;
const answers = { [SERIES]: series, '/api/alarms/1001': history };
const PANELS = ['duty-evidence', 'duty-list', 'duty-keys'];

/** The values of a series of points in time. */
const values = (panel: Mounted, id: string): unknown[] =>
  chartSeries(panel, id).map((point) => (Array.isArray(point) ? point[1] : point));

test('the selected alarm: what, where, whose, how much over, what is left, and the rule it breaks', async () => {
  const panel = await mountPanels(PANELS, { rows, answers });
  assert.equal(panel.textOf('.evidence h2').join(), '云州冶炼 1# SO₂ 超标 1.83 倍');
  assert.match(panel.text, /^告警 1001 · 15:14:07 提出 · 北山区 河口镇 · 责任 河口镇网格$/m);
  assert.equal(panel.textOf('.due').join(), '2:00 确认期限');
  assert.match(panel.textOf('.rule').join(), /^未注明限值来源 · 限 35 µg\/m³ 判定：– 99 µg\/m³，持续 10 min$/);
  const english = await mountPanels(PANELS, { rows, answers, language: 'en' });
  assert.equal(english.textOf('.evidence h2').join(), 'Yunzhou smelter 1 SO₂ 1.83 × over');
});

test('its series of the last 24 hours: valid of all, the invalid hatched, what is over the limit in ink', async () => {
  const panel = await mountPanels(PANELS, { rows, answers });
  assert.equal(
    panel.textOf('.legend').join(),
    'SO₂ µg/m³ · 5 分钟均值 · 近 24 小时有效 3 / 4 · 无效 1 段以斜线标出 · 5 分前',
  );
  assert.deepEqual(values(panel, 'value'), [30, null, 80, 99]);
  assert.deepEqual(values(panel, 'over'), [null, null, 80, 99]);
  assert.equal(chartSeries(panel, 'invalid').length, 1);
  const asked = panel.asked.find(({ path }) => path === SERIES);
  assert.deepEqual([asked?.query.get('factor'), asked?.query.get('step')], ['a21026', '5m']);
  assert.equal(Date.parse(asked?.query.get('to') ?? '') - Date.parse(asked?.query.get('from') ?? ''), 24 * 60 * MINUTE);
});

test('a place that has no five-minute values is shown by its hours', async () => {
  const hours = { step: 'hour', points: [point(60, 80)] };
  const answer = ({ query }: { query: URLSearchParams }) =>
    query.get('step') === 'hour' ? hours : { step: '5m', points: [] };
  const panel = await mountPanels(PANELS, { rows, answers: { ...answers, [SERIES]: answer } });
  assert.match(panel.textOf('.legend').join(), /小时值 · 近 24 小时有效 1 \/ 1 · 14:24$/);
});

test('what was done by whom, and only the steps that the ledger offers', async () => {
  const panel = await mountPanels(PANELS, { rows, answers });
  assert.deepEqual(panel.textOf('.events li'), ['提出 15:14:07 规则', '逾期升级 15:23:07 王工 · to the head']);
  assert.deepEqual(panel.textOf('.acts .act'), ['C确认', 'R误报']);
});

test('a step is kept with its note and the event it answers', async () => {
  const panel = await mountPanels(PANELS, { rows, answers: { ...answers, '/api/alarms/1001/events': {} } });
  await panel.press('c');
  const field = panel.one('textarea');
  assert.equal(field['isFocused'], true);
  field.value = ' on site ';
  field.dispatch('input');
  await panel.settled();
  panel.one('form').dispatch('submit');
  await panel.settled();
  const sent = panel.asked.find(({ method }) => method === 'POST');
  assert.deepEqual(
    [sent?.path, sent?.body],
    ['/api/alarms/1001/events', { step: 'confirmed', sequence: 7, note: 'on site' }],
  );
  assert.match(panel.textOf('.acts').join(), /已记入台账：确认$/);
});

test('a refused step is said in words, and the next row has its own evidence', async () => {
  const panel = await mountPanels(PANELS, { rows, answers, language: 'en' });
  await panel.press('r');
  panel.one('form').dispatch('submit');
  await panel.settled();
  assert.match(panel.textOf('.acts').join(), /not found$/);
  await panel.press('j');
  assert.equal(panel.textOf('.evidence h2').join(), 'Riverside site SO₂ 1.83 × over');
  assert.equal(panel.textOf('.why').join(), 'not found');
});

test('the first alarm that comes in is selected and its evidence is read', async () => {
  const panel = await mountPanels(PANELS, { answers });
  assert.deepEqual(panel.textOf('.evidence h2'), []);
  await panel.set(rows);
  assert.equal(panel.textOf('.evidence h2').join(), '云州冶炼 1# SO₂ 超标 1.83 倍');
  assert.match(panel.textOf('.legend').join(), /有效 3 \/ 4/);
});

test('without a selection it says what it waits for', async () => {
  const panel = await mountPanels(['duty-evidence']);
  assert.equal(panel.text, '没有选中的告警。有新告警时会出现在左侧。');
});
