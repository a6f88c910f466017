import { toLiveTime } from '../../streams/live/mod.ts';

/** Seconds of a bucket 桶: the grain in which the rolling hour moves. */
export const BUCKET_SECONDS = 300;
/** Buckets and minutes close this long after their end: what is a little late then reopens nothing. */
const CLOSING_DELAY_SECONDS = 30;
/** Seconds of a minute: the grain in which the open bucket closes. */
export const MINUTE_SECONDS = 60;
/** Closed buckets of the rolling hour: it begins 55 min before the open bucket. */
export const ROLLING_BUCKETS = 11;

/** The instants a tick is about, whole seconds UTC. */
export interface TickInstant {
  /** The tick's identity in table `rolling`, in LiveTime. */
  readonly tick: number;
  readonly now: number;
  /** Start of the open bucket. */
  readonly open: number;
  /** Start of the rolling hour. */
  readonly since: number;
  /** Buckets before it are closed. */
  readonly buckets: number;
  /** Minutes before it are closed; what comes after is read raw. */
  readonly until: number;
  /** Start of the open hour, UTC (zones in whole hours). */
  readonly hour: number;
}

const floorTo = (seconds: number, grain: number): number => seconds - (seconds % grain);

/** @param nowMs ms UTC */
export function tickInstantOf(nowMs: number): TickInstant {
  const now = Math.floor(nowMs / 1000);
  const open = now - (now % BUCKET_SECONDS);
  return Object.freeze({
    tick: toLiveTime(now * 1000),
    now,
    open,
    since: open - ROLLING_BUCKETS * BUCKET_SECONDS,
    buckets: floorTo(now - CLOSING_DELAY_SECONDS, BUCKET_SECONDS),
    until: floorTo(now - CLOSING_DELAY_SECONDS, MINUTE_SECONDS),
    hour: now - (now % 3600),
  });
}
