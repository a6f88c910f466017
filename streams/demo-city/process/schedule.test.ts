import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { Schedule } from './schedule.ts';

it('gives out what is due in order of time, ties in order of putting in', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 50 })), fc.integer({ min: -1, max: 51 }), (times, now) => {
      const schedule = new Schedule<number>();
      times.forEach((time, i) => schedule.put(time, i));
      const out: number[] = [];
      for (let next = schedule.due(now); next; next = schedule.due(now)) out.push(next.item);
      const twin = times
        .map((time, i) => [time, i] as const)
        .filter(([time]) => time <= now)
        .sort((a, b) => a[0] - b[0] || a[1] - b[1])
        .map(([, i]) => i);
      assert.deepEqual(out, twin);
      assert.equal(schedule.size, times.length - twin.length);
    }),
  );
});
