import assert from 'node:assert/strict';
import test from 'node:test';
import { FramePacer } from './frame-pacer.ts';

const limits = { rate: 30, share: 0.25, worst: 160, rest: 60_000 };

test('cheap frames come at the full rate', () => {
  const pacer = new FramePacer(limits);
  let frames = 0;
  for (let now = 0; now < 1000; now += 1)
    if (pacer.due(now)) {
      pacer.drawn(now, now + 2);
      frames += 1;
    }
  assert.ok(frames >= 28 && frames <= 31, String(frames));
});

test('dear frames take no more than their share of the time', () => {
  const pacer = new FramePacer(limits);
  let busy = 0;
  for (let now = 0; now < 20_000; now += 1)
    if (pacer.due(now)) {
      pacer.drawn(now, now + 60);
      busy += 60;
    }
  assert.ok(busy / 20_000 < 0.3, String(busy / 20_000));
});

test('frames that cost too much stop the animation, for a while', () => {
  const pacer = new FramePacer(limits);
  let now = 0;
  for (let i = 0; i < 10; i += 1)
    if (pacer.due(now)) {
      pacer.drawn(now, now + 900);
      now += 5000;
    }
  assert.equal(pacer.due(now), false);
  assert.equal(pacer.due(now + limits.rest), true);
});
