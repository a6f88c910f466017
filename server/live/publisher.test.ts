import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { systemClock } from '../../streams/contracts/clock.ts';
import {
  decodeMessage,
  KeyedTable,
  stateHash,
  toLiveTime,
  topicById,
  TopicReplica,
  TOPICS,
  type LiveMessage,
} from '../../streams/live/mod.ts';
import { startNats, underLoad, until, type TestNats } from '../../test/harness/mod.ts';
import type { PublisherContext } from './leased-publisher.ts';
import { openPublisher } from './open-publisher.ts';

const width = (topic: number): number | undefined => topicById.get(topic)?.columns.length;
let nats: TestNats;
const connections: NatsConnection[] = [];

async function context(): Promise<PublisherContext> {
  const connection = await connect({ servers: nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 100 });
  connections.push(connection);
  return {
    clock: systemClock,
    log: pino({ level: 'silent' }),
    nats: connection,
    jetstream: jetstream(connection),
    metrics: new Registry(),
  };
}

/** Everything published from now on, in order. */
function listen(connection: NatsConnection): LiveMessage[] {
  const heard: LiveMessage[] = [];
  connection.subscribe('live.>', {
    callback: (_error, message) => {
      heard.push(decodeMessage(message.data, width));
    },
  });
  return heard;
}

before(async () => {
  nats = await startNats();
});
after(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await nats.stop();
});

describe('publisher', { concurrency: false }, () => {
  test(
    'publishes a keyframe first, then what changed, also when nothing did; every ' + 'twelfth commit is a keyframe',
    async () => {
      const room = await context();
      const heard = listen(room.nats);
      const publisher = await openPublisher(room);
      assert.ok(publisher.isLeader());
      const twin = new KeyedTable(TOPICS.hotspots.columns.length);
      publisher.replace(
        'hotspots',
        Array.from({ length: 50 }, (_, key) => ({ key, aqi: key, value: key * 2, support: null })),
      );
      await publisher.commit(['hotspots']);
      publisher.replace(
        'hotspots',
        Array.from({ length: 49 }, (_, key) => ({ key, aqi: key === 7 ? 99 : key, value: key * 2, support: null })),
      );
      await publisher.commit(['hotspots']);
      for (let i = 0; i < 11; i += 1) await publisher.commit(['hotspots']);
      await until('all heard', () => heard.length === 14);
      assert.deepEqual(
        heard.map((m) => m.type),
        ['keyframe', ...Array<string>(12).fill('delta'), 'keyframe'],
      );
      assert.deepEqual(
        heard.map((m) => m.seq),
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 13],
      );
      assert.deepEqual([[...heard[1]!.rows.keys], [...heard[1]!.removed]], [[7], [49]]);
      assert.equal(heard[2]!.rows.count, 0);
      const replica = new TopicReplica(TOPICS.hotspots);
      assert.deepEqual(
        heard.map((m) => replica.apply(m)),
        [...Array<string>(13).fill('applied'), 'verified'],
      );
      twin.load(heard[13]!.rows, 13);
      assert.equal(stateHash(twin), heard[13]!.hash);
      await publisher.close();
    },
  );

  test('a large state is split, and the later chunks of a keyframe name the first', async () => {
    const room = await context();
    const heard = listen(room.nats);
    const publisher = await openPublisher(room);
    publisher.upsert(
      'latest',
      Array.from({ length: 150_000 }, (_, i) => ({
        key: i * 4099,
        value: (i * 7919) % 2_000_003,
        time: toLiveTime(Date.UTC(2026, 4, 3) + ((i * 31) % 50_000) * 1000),
        flag: 78,
      })),
    );
    await publisher.commit(['latest']);
    await until('all heard', () => heard.length > 1 && heard.length === heard[0]!.chunks);
    const manager = await jetstreamManager(room.nats);
    const last = await manager.streams.getMessage('LIVE', { last_by_subj: 'live.key.latest' });
    const first = await manager.streams.getMessage('LIVE', { seq: Number(last!.header.get('Gl-First')) });
    assert.equal(decodeMessage(first!.data, width).chunk, 0);
    const replica = new TopicReplica(TOPICS.latest);
    assert.deepEqual(
      heard.map((m) => replica.apply(m)),
      [...Array<string>(heard.length - 1).fill('part'), 'applied'],
    );
    assert.equal(replica.table.size, 150_000);
    await publisher.close();
  });

  test(
    'one leads; the epoch grows at a takeover: at once after a release, within the ' + 'lease after a death',
    async () => {
      const first = await openPublisher(await context(), { leaseDuration: 600 });
      const second = await openPublisher(await context(), { leaseDuration: 600 });
      assert.deepEqual([first.isLeader(), second.isLeader()], [true, false]);
      const taken: number[] = [];
      second.onLeader((epoch) => taken.push(epoch));
      second.upsert('funnel', [{ key: 1, count: 5 }]);
      await second.commit(['funnel']);
      const before = first.epoch();
      await first.close();
      await until('second leads', () => second.isLeader(), 2000);
      assert.ok(taken[0]! > before);

      const room = await context();
      const third = await openPublisher(room, { leaseDuration: 600 });
      assert.equal(third.isLeader(), false);
      await connections.at(-2)!.close();
      await until('third leads', () => third.isLeader(), 3000);
      assert.equal(second.isLeader(), false);
      assert.ok(third.epoch() > taken[0]!);
      await Promise.all([second.close(), third.close()]);
    },
  );

  test('while the broker is away commits return and the state is kept; its return gets the whole state', async () => {
    const room = await context();
    const publisher = await openPublisher(room, { leaseDuration: 600 });
    publisher.upsert('funnel', [
      { key: 1, count: 1 },
      { key: 2, count: 2 },
    ]);
    await publisher.commit(['funnel']);
    const epoch = publisher.epoch();
    await nats.kill();
    publisher.upsert('funnel', [{ key: 2, count: 22 }], [1]);
    const began = performance.now();
    await publisher.commit(['funnel']);
    assert.ok(performance.now() - began < underLoad(2500));
    await sleep(800);
    assert.equal(publisher.isLeader(), false);
    const heard = listen(room.nats);
    await nats.restart();
    await until('leads again', () => publisher.isLeader(), 5000);
    await until(
      'a keyframe with the state as it is',
      async () => {
        await publisher.commit(['funnel']);
        return heard.length > 0;
      },
      5000,
    );
    assert.equal(heard[0]!.type, 'keyframe');
    assert.deepEqual([[...heard[0]!.rows.keys], [...heard[0]!.rows.cells[0]!]], [[2], [22]]);
    // Nobody led meanwhile: it is still the same leadership.
    assert.equal(heard[0]!.epoch, epoch);
    await publisher.close();
  });
});
