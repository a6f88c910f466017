import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableOf } from '../../streams/live/internal.ts';
import { encodeMessages, TOPICS, type KeyedTable, type TopicName } from '../../streams/live/mod.ts';
import type { ReplayAnswer } from '../live/internal.ts';
import type { LiveSource } from '../model/live.ts';
import { openMoments } from './snapshots.ts';

const table = (count: number): KeyedTable => tableOf('funnel', [{ key: 1, count }]);
const answer = (at: number, count: number): { answer: ReplayAnswer } => {
  const messages = encodeMessages(
    { type: 'snapshot', topic: TOPICS.funnel.id, epoch: 1, seq: 1, base: 0, time: at, hash: null },
    table(count).all(),
  );
  return {
    answer: {
      at: new Date(at).toISOString(),
      topics: [{ name: 'funnel', messages: messages.map((bytes) => Buffer.from(bytes).toString('base64')) }],
    },
  };
};
/** Moments are told from here, ms. */
const BASE = Date.UTC(2026, 10, 26);
const settled = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, 10);
  });

function openPresent(): LiveSource & { tell(topic: TopicName): void } {
  const listeners = new Set<(topic: TopicName) => void>();
  return {
    table: (topic) => (topic === 'funnel' ? table(7) : undefined),
    link: { phase: 'live', since: 0 },
    now: () => BASE + 5000,
    onLink: () => () => undefined,
    subscribe: (_topics, changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    tell: (topic) => {
      for (const changed of listeners) changed(topic);
    },
  };
}

test('a past snapshot replaces the present until the return; panels are told both times only', async () => {
  const present = openPresent();
  const { source, moments } = openMoments(present, async (at) => answer(Math.floor(at / 1000) * 1000, 3));
  const told: TopicName[] = [];
  const stop = source.subscribe(['funnel', 'alarms'], (topic) => told.push(topic));
  present.tell('funnel');
  assert.deepEqual([told.splice(0), source.now(), source.table('funnel')!.get(1, 0)], [['funnel'], BASE + 5000, 7]);
  moments.go(BASE + 1500);
  await settled();
  assert.deepEqual(
    [told.splice(0), moments.at.value, source.now(), source.table('funnel')!.get(1, 0)],
    [['funnel', 'alarms'], BASE + 1000, BASE + 1000, 3],
  );
  assert.equal(source.table('alarms'), undefined, 'what was not kept is missing, not of the present');
  present.tell('funnel');
  assert.deepEqual(told, []);
  moments.back();
  assert.deepEqual(
    [told.splice(0), moments.at.value, source.now(), source.table('funnel')!.get(1, 0)],
    [['funnel', 'alarms'], null, BASE + 5000, 7],
  );
  stop();
  moments.back();
  assert.deepEqual(told, []);
});

test('of many requests in a row the first and last are fetched; one not kept is reported', async () => {
  const fetched: number[] = [];
  const { source, moments } = openMoments(openPresent(), async (at) => {
    fetched.push(at);
    return at === BASE + 9 ? { fault: { zh: '没有', en: 'none' } } : answer(at, 3);
  });
  for (const at of [1000, 2000, 3000, 4000]) moments.go(BASE + at);
  await new Promise((resolve) => {
    setTimeout(resolve, 600);
  });
  assert.deepEqual([fetched, moments.at.value], [[BASE + 1000, BASE + 4000], BASE + 4000]);
  moments.go(BASE + 9);
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
  assert.deepEqual([moments.fault.value?.en, moments.at.value, source.now()], ['none', BASE + 4000, BASE + 4000]);
  moments.go(BASE + 6000);
  moments.back();
  await settled();
  assert.deepEqual(
    [moments.at.value, moments.fault.value],
    [null, null],
    'who goes back meanwhile stays in the present',
  );
});
