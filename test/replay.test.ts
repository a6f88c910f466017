import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pino } from 'pino';
import { stateHash, TOPIC_NAMES, TOPICS_SCHEMA } from '../streams/live/mod.ts';
import { readSnapshot, type ReplayAnswer } from '../screen/live/internal.ts';
import { ARCHIVED_TOPICS, keepArchive, type LiveArchive } from '../server/live/mod.ts';
import type { RunningApi } from '../server/api/mod.ts';
import { smallPack } from '../server/registry/internal.ts';
import { until } from './harness/mod.ts';
import { meansFrame, openChain, type Chain } from './real/chain.ts';
import { openChainApi, type ChainApi } from './real/chain-api.ts';

/** What the screens held comes back whole, through the store and the API, as the page reads it. */
const MINUTE = 60_000;
const NOW = Date.parse('2026-11-22T10:20:30+08:00');
const SIX = { a34004: '75', a34002: '90', a05024: '60', a21004: '40', a21026: '8', a21005: '0.9' };

let chain: Chain;
let archive: LiveArchive;
let front: ChainApi;
let api: RunningApi, guarded: RunningApi;
const get = async (path: string, of = api): Promise<{ status: number; body: ReplayAnswer & { code?: string } }> => {
  const answer = await fetch(`http://127.0.0.1:${of.port}${path}`);
  return { status: answer.status, body: (await answer.json()) as never };
};
const moment = (ms: number): string => new Date(ms).toISOString();

before(async () => {
  chain = await openChain(smallPack(), TOPIC_NAMES, NOW);
  const { context, hub } = chain.rooms;
  front = await openChainApi(chain);
  ({ api, guarded } = front);
  archive = keepArchive({ hub, store: context.store, clock: context.clock, log: pino({ level: 'silent' }), every: 60 });
  for (let hour = 3; hour >= 1; hour -= 1)
    await chain.link.send(
      meansFrame('AIR0000000000001', '2061', Date.parse('2026-11-22T10:00:00+08:00') - hour * 60 * MINUTE, SIX),
    );
  await chain.settled(60_000);
  await until('the analysis of the cells', () => chain.rows('hotCells').size > 0, 60_000);
  await until("the city's hour on the screens", () => (chain.rows('regions').get(1)?.['aqi'] ?? null) !== null, 60_000);
});
after(async () => {
  await archive?.close();
  await front?.close();
  await chain?.close();
});

describe('a past moment', { concurrency: false }, () => {
  const first = Date.parse('2026-11-22T10:21:00+08:00');
  let hashes: ReadonlyMap<string, { readonly hash: string }>;

  test('nothing is kept before the first moment, and that is said with its code', async () => {
    const { status, body } = await get(`/api/replay?at=${moment(NOW)}`);
    assert.deepEqual([status, body.code], [410, 'GL_MOMENT_NOT_KEPT']);
    assert.deepEqual((await get('/api/replay/range')).body, { oldest: null, newest: null });
  });

  test('is kept whole: every topic but readings and the beat, to the hash of what the hub held', async () => {
    const { hub } = chain.rooms;
    hashes = hub.states();
    chain.setClock(first);
    await until(
      'a moment in the store',
      async () => (await get(`/api/replay?at=${moment(first)}`)).status === 200,
      30_000,
    );
    const { body } = await get(`/api/replay?at=${moment(first + 59_000)}`);
    assert.equal(body.at, moment(first));
    assert.deepEqual((await get('/api/replay/range')).body, { oldest: moment(first), newest: moment(first) });
    const held = ARCHIVED_TOPICS.filter((name) => hashes.has(name));
    assert.deepEqual(body.topics.map(({ name }) => name).sort(), [...held].sort());
    assert.ok(
      held.includes('regions') && held.includes('hotspots') && !held.includes('latest') && !held.includes('pulse'),
    );
    const shown = readSnapshot(body);
    assert.equal(shown.at, first);
    const table = shown.table('regions')!;
    const aqi = chain.rows('regions').get(1)!['aqi'];
    assert.equal(table.at(table.indexOf(1), 1), aqi);
    assert.equal(shown.table('latest'), undefined);
  });

  test('stays as it was when the present goes on', async () => {
    const second = first + MINUTE;
    const before = readSnapshot((await get(`/api/replay?at=${moment(first)}`)).body);
    await chain.link.send(
      meansFrame('AIR0000000000002', '2061', Date.parse('2026-11-22T09:00:00+08:00'), { ...SIX, a34004: '240' }),
    );
    await chain.settled(60_000);
    const was = chain.rows('regions').get(1)!['aqi'];
    await until(
      'another index',
      () => {
        chain.setClock(first + 30_000);
        return (
          chain.rows('regions').get(1)!['aqi'] !== before.table('regions')!.at(before.table('regions')!.indexOf(1), 1)
        );
      },
      60_000,
    );
    chain.setClock(second);
    await until(
      'the second moment',
      async () => (await get(`/api/replay?at=${moment(second)}`)).body.at === moment(second),
      30_000,
    );
    const again = readSnapshot((await get(`/api/replay?at=${moment(second - 1)}`)).body);
    assert.equal(again.at, first);
    assert.equal(stateHash(again.table('regions')! as never), stateHash(before.table('regions')! as never));
    const now = readSnapshot((await get(`/api/replay?at=${moment(second)}`)).body);
    assert.notEqual(stateHash(now.table('regions')!), stateHash(before.table('regions')!));
    assert.ok(was !== undefined);
  });

  test(
    "is read by its own release only, is no number's " + 'business of the public, and bad instants are refused',
    async () => {
      const { context } = chain.rooms;
      const [row] = await context.store.rows<{ n: string; schemas: string[] }>(
        'history',
        'SELECT toString(uniqExact(at)) AS n, groupUniqArray(schema) AS schemas FROM live_archive',
      );
      assert.deepEqual(row, { n: '2', schemas: [TOPICS_SCHEMA] });
      await context.store.insert(
        'live_archive',
        ['at', 'topic', 'hub', 'chunk', 'chunks', 'state_time', 'schema', 'message'],
        [[(first + 2 * MINUTE) / 1000, 5, 'x', 0, 1, '2026-11-22 02:23:00.000', 'another', 'AAAA']],
      );
      assert.equal((await get(`/api/replay?at=${moment(first + 3 * MINUTE)}`)).body.at, moment(first + MINUTE));
      assert.equal((await get(`/api/replay?at=${moment(first)}`, guarded)).status, 401);
      assert.equal((await get('/api/replay?at=yesterday')).body.code, 'GL_BAD_REQUEST');
      assert.equal((await get(`/api/replay?at=${moment(first - MINUTE)}`)).body.code, 'GL_MOMENT_NOT_KEPT');
    },
  );
});
