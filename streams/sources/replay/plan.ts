import { OLDEST_MS } from '../../contracts/civil-time.ts';
import type { ReplayFrame } from './replay-frame.ts';

const DAY = 86_400_000;

/** What a first reading of the file tells. */
export interface Plan {
  readonly frames: number;
  readonly first: number;
  readonly last: number;
  /** Are the frames in order of time? */
  readonly ordered: boolean;
}

/** Frames held in memory at most, about 1.5 KB each. */
export const MOST_KEPT = 200_000;

/** Reads all frames once. `kept` are the frames themselves, or `null` where there are more than `MOST_KEPT`. */
export async function surveyFrames(
  frames: AsyncIterable<ReplayFrame>,
): Promise<{ readonly plan: Plan; readonly kept: ReplayFrame[] | null }> {
  let kept: ReplayFrame[] | null = [];
  let count = 0;
  let first = Infinity;
  let last = -Infinity;
  let before = -Infinity;
  let ordered = true;
  for await (const frame of frames) {
    const { time } = frame;
    count += 1;
    if (time < before) ordered = false;
    before = time;
    if (time < first) first = time;
    if (time > last) last = time;
    if (count > MOST_KEPT) kept = null;
    kept?.push(frame);
  }
  return { plan: { frames: count, first, last, ordered }, kept };
}

/**
 * Milliseconds to add to the file's times. The server takes times of the last 400 days: `auto` leaves a file alone that
 * lies within them and else moves it by whole days, so that its last value is the latest possible before `now`.
 * Whole days keep every value at its time of day.
 */
export function shiftOf(shift: 'auto' | 'none' | number, plan: Plan, now: number): number {
  if (typeof shift === 'number') return shift * DAY;
  if (shift === 'none' || plan.frames === 0) return 0;
  if (plan.first >= now - OLDEST_MS && plan.last <= now) return 0;
  return Math.floor((now - plan.last) / DAY) * DAY;
}
