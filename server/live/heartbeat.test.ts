import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { LiveClient } from '../../screen/live/mod.ts';
import { systemClock } from '../../streams/contracts/clock.ts';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import { startNats, underLoad, until, type TestNats } from '../../test/harness/mod.ts';
import { loadConfig } from '../platform/config.ts';
import { FIRST_HEARTBEAT_WITHIN_MS, HEARTBEAT_TIMEOUT_MS, HeartbeatWatch } from './heartbeat-watch.ts';
import type { HubContext } from './hub.ts';
import { openPublisher } from './open-publisher.ts';
import { startHub } from './start-hub.ts';

describe('what the beats mean', () => {
  const beat = (epoch: number, ...notices: string[]): string => JSON.stringify({ epoch, notices });

  test('silence is told after the bound, and taken back with the next beat', () => {
    const watch = new HeartbeatWatch(0);
    assert.deepEqual(watch.notices(FIRST_HEARTBEAT_WITHIN_MS), [], 'at a start the windows come later');
    assert.deepEqual(watch.notices(FIRST_HEARTBEAT_WITHIN_MS + 1), ['GL_WINDOWS_SILENT']);
    watch.received(beat(3), 20_000);
    assert.deepEqual(watch.notices(20_000 + HEARTBEAT_TIMEOUT_MS), []);
    assert.deepEqual(watch.notices(20_001 + HEARTBEAT_TIMEOUT_MS), ['GL_WINDOWS_SILENT']);
    watch.received(beat(3), 30_000);
    assert.deepEqual(watch.notices(30_000), []);
  });

  test('an earlier epoch, and what is no beat, is not heard', () => {
    const watch = new HeartbeatWatch(0);
    watch.received(beat(7), 0);
    for (const text of [beat(6), 'x', '{}', '{"epoch":"8","notices":[]}', '{"epoch":8,"notices":7}', 'null'])
      watch.received(text, 10_000);
    assert.deepEqual(watch.notices(10_000), ['GL_WINDOWS_SILENT']);
  });

  test('codes are passed on, unknown ones are not', () => {
    const watch = new HeartbeatWatch(0);
    watch.received(beat(7, 'GL_CLOCK_WRONG', 'GL_NONSENSE', 'toString'), 0);
    assert.deepEqual(watch.notices(100), ['GL_CLOCK_WRONG']);
  });

  test('while the broker was away nobody is counted as silent, and a new stream begins epochs anew', () => {
    const watch = new HeartbeatWatch(0);
    watch.received(beat(7), 0);
    watch.begin(60_000);
    assert.deepEqual(watch.notices(60_000 + HEARTBEAT_TIMEOUT_MS), []);
    watch.received(beat(2), 61_000);
    assert.deepEqual(watch.notices(63_000), []);
  });
});

describe('hub, leader and screen', () => {
  let broker: TestNats;
  let nats: NatsConnection;
  before(async () => {
    broker = await startNats();
    nats = await connect({ servers: broker.url });
  });
  after(async () => {
    await nats.close();
    await broker.stop();
  });

  test('a screen is told within 3 s that the leader is gone, and that it is back', async () => {
    const context = (): HubContext => ({
      clock: systemClock,
      log: pino({ level: 'silent' }),
      metrics: new Registry(),
      nats,
      store: { ping: () => Promise.resolve(true) } as HubContext['store'],
      config: { ...loadConfig({}), livePort: 0 },
    });
    // A connection of its own for the leader: a killed process goes silent without a word, as a closed connection does.
    const lead = async (notices: readonly ErrorCode[]) => {
      const own = await connect({ servers: broker.url });
      const publisher = await openPublisher(
        { ...context(), nats: own, jetstream: jetstream(own) },
        { notices: () => notices },
      );
      return {
        publisher,
        async die() {
          await own.close();
          await publisher.close();
        },
      };
    };
    const hub = await startHub(context(), { authorize: () => 'public' });
    const first = await lead(['GL_CLOCK_WRONG']);
    const screen = new LiveClient({ url: `ws://127.0.0.1:${hub.port}/`, topics: ['regions'] }).start();
    const codes = (): string => screen.link.notices.map(({ code }) => code).join();
    await until('what the leader says', () => codes() === 'GL_CLOCK_WRONG');
    const began = performance.now();
    await first.die();
    await until('the silence is told', () => codes() === 'GL_WINDOWS_SILENT');
    const took = performance.now() - began;
    assert.ok(took >= HEARTBEAT_TIMEOUT_MS - 600, `after ${took} ms: too soon`);
    const second = await lead([]);
    await until('it is taken back', () => codes() === '', 20_000);
    screen.close();
    await second.die();
    await hub.close();
    assert.ok(took <= underLoad(3_000), `after ${took} ms`);
  });
});
