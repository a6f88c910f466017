import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Status } from '../../streams/live/mod.ts';
import { GIVE_UP_AFTER, Link, LOST_AFTER, type LinkState } from './link.ts';
import { ServerClock } from './server-clock.ts';

const status = (over: Partial<Status> = {}): Status => ({
  type: 'status',
  now: 0,
  broker: 'live',
  since: 100,
  silent: [],
  notices: [],
  ...over,
});

function link(): { link: Link; states: LinkState[] } {
  const states: LinkState[] = [];
  return { link: new Link(1000, (state) => states.push(state)), states };
}

describe('link', () => {
  test('is connecting until a hub has said how things are, then live', () => {
    const { link: it, states } = link();
    it.look(0, 1000, ['air']);
    it.opened(10);
    it.look(20, 1020, ['air']);
    assert.deepEqual([it.state.phase, states.length], ['connecting', 0]);
    it.told(status());
    it.look(30, 1030, ['air']);
    assert.deepEqual(
      states.map(({ phase, since }) => [phase, since]),
      [['live', 1030]],
    );
  });

  test('is lost three beats after the last word, since that word', () => {
    const { link: it, states } = link();
    it.opened(0);
    it.told(status());
    it.heard(500);
    it.look(600, 10_600, []);
    it.look(500 + LOST_AFTER, 10_500 + LOST_AFTER, []);
    assert.equal(it.state.phase, 'live');
    it.look(501 + LOST_AFTER, 10_501 + LOST_AFTER, []);
    assert.deepEqual([it.state.phase, it.state.since], ['lost', 10_500]);
    it.look(GIVE_UP_AFTER, 10_000 + GIVE_UP_AFTER, []);
    assert.deepEqual([it.state.since, states.length], [10_500, 2]);
    it.heard(20_000);
    it.look(20_000, 30_000, []);
    assert.equal(it.state.phase, 'live');
  });

  test('is stale where the hub lost the broker, or every topic shown is silent, and says which', () => {
    const { link: it } = link();
    it.opened(0);
    it.told(status({ broker: 'lost', since: 777 }));
    it.look(1, 1001, ['air', 'pulse']);
    assert.deepEqual([it.state.phase, it.state.since, it.state.cause], ['stale', 777, 'broker']);
    it.told(status({ silent: ['pulse'] }));
    it.look(2, 1002, ['air', 'pulse']);
    assert.equal(it.state.phase, 'live');
    it.told(status({ silent: ['pulse', 'air', 'water'] }));
    it.look(3, 1003, ['air', 'pulse']);
    assert.deepEqual([it.state.phase, it.state.cause], ['stale', 'producers']);
  });

  test('a closed link is lost at once and keeps its notices', () => {
    const { link: it } = link();
    it.opened(0);
    it.told(status({ notices: [{ code: 'GL_DISK_FULL', since: 5 }] }));
    it.look(1, 1001, []);
    it.closed();
    it.look(2, 1002, []);
    assert.deepEqual([it.state.phase, it.state.since, it.state.notices.length], ['lost', 1002, 1]);
  });
});

describe('server clock', () => {
  test('is right within half the shortest round trip, however wrong the own clock', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.tuple(fc.nat(400), fc.nat(400)), { minLength: 1, maxLength: 8 }),
        (error, trips) => {
          let server = 1_800_000_000_000;
          const clock = new ServerClock({ now: () => server + error, monotonic: () => server });
          for (const [there, back] of trips) {
            const sent = server + error;
            server += there;
            const said = server;
            server += back;
            clock.pong(sent, said);
            server += 15_000;
          }
          const shortest = Math.min(...trips.map(([there, back]) => there + back));
          assert.ok(Math.abs(clock.now() - server) <= shortest / 2, `${clock.now() - server} of ${shortest}`);
        },
      ),
    );
  });

  test('follows at once when the own clock jumps', () => {
    let own = 1_800_000_000_000;
    const server = 1_800_000_000_000;
    const clock = new ServerClock({ now: () => own, monotonic: () => 0 });
    clock.pong(own, server);
    own += 3_600_000;
    clock.announced(server + 1000);
    assert.equal(clock.now(), server + 1000);
    own -= 7_200_000;
    clock.announced(server + 2000);
    assert.equal(clock.now(), server + 2000);
  });
});
