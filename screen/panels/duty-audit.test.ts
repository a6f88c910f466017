import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const row = { key: 1, at: NOW - 12_000, checked: 14_200, standing: 0, suspects: 0, behind: 3 };
const finding = {
  ...{
    kind: 'hour',
    subject: 'series 1',
    names: { zh: '市政府', en: 'Town hall' },
    factorNames: { zh: 'SO₂', en: 'SO₂' },
  },
  ...{ unit: 'µg/m³', start: '2026-11-22T06:00:00.000Z', shown: '12', recomputed: '13', repairs: 1 },
  ...{ opened: '2026-11-22T07:20:00.000Z', closed: null, next: { zh: '自动重算', en: 'is computed again' } },
  address: 'subject=station:1001&quantity=hour.a21026',
};
const answer = {
  checkedByKind: { hour: 9000, day: 200, rolling: 3000, cell: 1000, ranking: 500, region: 500 },
  ...{
    postponed: 17,
    findings: [finding, { ...finding, closed: '2026-11-22T07:22:00.000Z', opened: '2026-11-22T07:21:00.000Z' }],
  },
};

test('in one line: how old, how many values, how many wrong', async () => {
  const panel = await mountPanel('duty-audit', { rows: { audit: [row] } });
  assert.equal(panel.text, '核对 12 秒前 · 近 1 小时核对 14\u2009200 个数 · 不符 0');
  const english = await mountPanel('duty-audit', { rows: { audit: [row] }, language: 'en' });
  assert.equal(english.text, 'Audit 12 s ago · 14\u2009200 values in the last hour · 0 mismatches');
  assert.equal((await mountPanel('duty-audit')).text, '核对 尚未开始');
});

test('a mismatch stands out; an audit that stands still ages', async () => {
  const panel = await mountPanel('duty-audit', { rows: { audit: [row] } });
  assert.deepEqual([panel.all('.wrong').length, panel.all('.ageing').length], [0, 0]);
  await panel.moveTo(NOW + 60_000);
  assert.equal(panel.all('.ageing').length, 1);
  await panel.set({ audit: [{ ...row, standing: 2 }] });
  assert.equal(panel.all('.wrong').length, 1);
  assert.match(panel.text, /不符 2$/);
});

test('a press shows what was checked and each finding: shown, recomputed, what comes next', async () => {
  const panel = await mountPanel('duty-audit', { rows: { audit: [row] }, answers: { '/api/audit': answer } });
  assert.deepEqual(panel.asked, []);
  await panel.click('.toggle');
  assert.match(panel.textOf('.sum').join(), /小时值? ?9\u2009000/);
  assert.match(panel.text, /^变动中留待下次 17 · 待核对区段 3$/m);
  assert.match(
    panel.textOf('.found li')[0] ?? '',
    /市政府 SO₂ · 11-22 14:00 显示 12\s?重算 13 µg\/m³ 自动重算 · .* · 15:20:00 发现$/,
  );
  assert.match(panel.textOf('.found li')[1] ?? '', /15:22:00 已相符/);
  await panel.click('.close');
  assert.equal(panel.all('.card').length, 0);
});

test('a service that does not answer is said on the card', async () => {
  const panel = await mountPanel('duty-audit', { rows: { audit: [row] }, language: 'en' });
  await panel.click('.toggle');
  assert.match(panel.textOf('.card').join(), /not found/);
});
