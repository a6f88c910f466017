import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startStore, type TestStore } from '../../test/harness/mod.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import { belowDeadbandOf } from './evaluated-question.ts';
import { tickInstantOf } from './tick-instant.ts';

let store: TestStore;
before(async () => {
  store = await startStore();
});
after(async () => {
  await store.stop();
});

test('a series counts as below the deadband only where every valid value of it is', async () => {
  const at = Date.UTC(2026, 10, 22) / 1000;
  const row = (station: number, averaging: number, value: number | null, reason = 0): unknown[] => [
    7,
    station,
    1,
    averaging,
    1,
    value,
    100_000_000,
    1,
    at,
    0,
    reason,
  ];
  await store.store.insert(
    'judgements',
    ['tick', 'station', 'factor', 'averaging', 'kind', 'value', 'limit_value', 'limit_source', 'at', 'over', 'reason'],
    [
      row(1, 1, 95_000_000),
      row(2, 1, 95_000_001),
      row(3, 1, 120_000_000),
      row(4, 1, null, 5),
      row(5, 1, 10),
      row(5, 4, 99_000_000),
      row(6, 1, 10),
    ],
  );
  const instant = { ...tickInstantOf(at * 1000), tick: 7 };
  const series = [1, 2, 3, 4, 5].map((station) => seriesKey(station, 1));
  assert.deepEqual(await belowDeadbandOf(store.store, instant, series), new Map([[seriesKey(1, 1), at * 1000]]));
  assert.deepEqual(await belowDeadbandOf(store.store, instant, []), new Map());
});
