import assert from 'node:assert/strict';
import test from 'node:test';
import { mountPanel, NOW } from '../../test/fixtures/screen/panel/mod.ts';

const PRODUCTION = 4001;
const TREATMENT = 4002;
const heard = (key: number) => ({ key, state: 1, time: NOW - 8000 });

test('meters heard of those there are, in pairs, and where only the production is heard', async () => {
  const panel = await mountPanel('treatment', { rows: { stations: [heard(PRODUCTION), heard(TREATMENT)] } });
  assert.equal(panel.textOf('.note').join(), '2 个计量点 · 8 秒前');
  assert.deepEqual(panel.textOf('li'), [
    '1 / 1 生产表在线',
    '1 / 1 治污表在线',
    '1 / 1 成对在线',
    '0 / 1 仅生产表在线',
  ]);
});

test('a production line that runs while its treatment is silent is counted', async () => {
  const silent = { key: TREATMENT, state: 4, time: NOW - 900_000 };
  const panel = await mountPanel('treatment', { rows: { stations: [heard(PRODUCTION), silent] }, language: 'en' });
  assert.deepEqual(panel.textOf('li').slice(1), [
    '0 / 1 treatment heard',
    '0 / 1 pairs heard',
    '1 / 1 production only',
  ]);
  assert.equal(panel.textOf('.note').join(), '2 meters · 8 s ago');
});

test('without a word from any meter there is no data', async () => {
  assert.equal((await mountPanel('treatment')).textOf('.note').join(), '无数据');
});
