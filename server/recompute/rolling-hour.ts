/** Seconds of a bucket: the grain in which the rolling hour moves. */
const BUCKET = 300;
/** Closed buckets before the open one. */
const BUCKETS = 11;
/** A minute closes so long after its end, seconds. */
const CLOSING = 30;
const MINUTE = 60;
const HOUR = 3600;

/** The rolling hour 滚动小时 of a tick: `[since, now)`, seconds UTC. */
export interface RollingHour {
  readonly now: number;
  readonly since: number;
  /** What lies before it is in closed minutes. */
  readonly until: number;
  /** Start of the open hour. */
  readonly hour: number;
}

/** @param now instant of the tick, seconds UTC */
export function rollingHourOf(now: number): RollingHour {
  const open = Math.floor(now / BUCKET) * BUCKET;
  return {
    now,
    since: open - BUCKETS * BUCKET,
    until: Math.floor((now - CLOSING) / MINUTE) * MINUTE,
    hour: Math.floor(now / HOUR) * HOUR,
  };
}
