declare const LIVE_TIME: unique symbol;
/**
 * Whole seconds since 2020-01-01T00:00:00Z: fits Int32 until 2088. Only `toLiveTime` makes one, so that no other number
 * (ms, a count) can get into a column of times.
 */
export type LiveTime = number & { readonly [LIVE_TIME]: true };

const LIVE_EPOCH_MS = Date.UTC(2020, 0, 1);
/** @param ms UTC */
export const toLiveTime = (ms: number): LiveTime => Math.floor((ms - LIVE_EPOCH_MS) / 1000) as LiveTime;
/** @returns ms UTC */
export const fromLiveTime = (t: number): number => LIVE_EPOCH_MS + t * 1000;
