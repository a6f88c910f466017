import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel } from '../../test/fixtures/screen/panel/mod.ts';

const rows = [12_486, 214, 31, 22].map((count, i) => ({ key: i + 1, count }));

test("the day's counts from signals to what was upheld, each with its share", async () => {
  const panel = await mountPanel('alarm-counts', { rows: { funnel: rows } });
  assert.equal(panel.textOf('.note').join(), '00:00 起');
  assert.deepEqual(panel.textOf('li'), [
    '12\u2009486 感知 · 今日信号',
    '214 研判 · 1.7 %',
    '31 告知 · 0.25 %',
    '22 核实 · 71 % 属实',
  ]);
  const english = await mountPanel('alarm-counts', { rows: { funnel: rows }, language: 'en' });
  assert.equal(english.textOf('li')[3], '22 upheld · 71 %');
});

test('a step that is not counted is NA; a share of nothing is none', async () => {
  const panel = await mountPanel('alarm-counts', {
    rows: {
      funnel: [
        { key: 1, count: 0 },
        { key: 2, count: 0 },
      ],
    },
  });
  assert.deepEqual(panel.textOf('li'), ['0 感知 · 今日信号', '0 研判 · NA', 'NA 告知 · 无数据', 'NA 核实 · 无数据']);
});
