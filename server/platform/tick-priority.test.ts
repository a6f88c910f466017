import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Clock } from '../../streams/contracts/clock.ts';
import { LEAD_MS, MOST_WAIT_MS, TickPriority } from './tick-priority.ts';

const CADENCE = 5_000;
function bench(): { way: TickPriority; at(ms: number): void } {
  let now = 0;
  const clock: Clock = { now: () => now, monotonic: () => now };
  return {
    way: new TickPriority(clock),
    at: (ms) => {
      now = ms;
    },
  };
}

describe('ticks have the right of way', () => {
  test('the way is taken while a tick is under way and shortly before the next one is due', () => {
    const { way, at } = bench();
    assert.equal(way.isTaken, false);
    way.begin(CADENCE);
    assert.equal(way.isTaken, true);
    at(300);
    way.end();
    assert.equal(way.isTaken, false);
    at(CADENCE - LEAD_MS - 1);
    assert.equal(way.isTaken, false);
    at(CADENCE - LEAD_MS);
    assert.equal(way.isTaken, true);
  });

  test('a tick that does not come any more holds nobody up, nor does a process that has stopped leading', () => {
    const { way, at } = bench();
    way.begin(CADENCE);
    way.end();
    at(CADENCE + MOST_WAIT_MS);
    assert.equal(way.isTaken, false);
    way.begin(CADENCE);
    way.rest();
    assert.equal(way.isTaken, false);
    at(2 * CADENCE + MOST_WAIT_MS);
    assert.equal(way.isTaken, false);
  });

  test('who gives way goes on when the tick ends, and after the longest wait where it does not', async () => {
    const { way, at } = bench();
    way.begin(CADENCE);
    let gone = false;
    const waiting = way.give().then(() => {
      gone = true;
    });
    await new Promise((done) => {
      setTimeout(done, 50);
    });
    assert.equal(gone, false);
    way.end();
    await waiting;
    at(10);
    way.begin(CADENCE);
    const dragging = way.give();
    at(10 + MOST_WAIT_MS);
    await dragging;
    assert.equal(way.isTaken, true);
  });
});
