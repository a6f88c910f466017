import { TOPICS, type RowOf } from '../../streams/live/mod.ts';

export interface IngestRate {
  /** Messages of the last 60 whole seconds, oldest first; null where that second said nothing. */
  readonly bars: readonly (number | null)[];
  /** Newest frame, ms UTC; null when none was ever seen. */
  readonly newest: number | null;
  /** Frames a second over the last ten whole seconds that reported. */
  readonly rate: number | null;
}

/** Reads the ring of seconds as it stands at `now` (ms UTC): a bar from another minute does not count. */
export function readIngestRate(rows: readonly RowOf<'pulse'>[], now: number): IngestRate {
  const bars: (number | null)[] = Array.from({ length: 60 }, () => null);
  let newest: number | null = null;
  const second = Math.floor(now / 1000) * 1000;
  for (const { at, frames, lastFrame } of rows) {
    if (at === null) continue;
    const back = Math.round((second - at) / 1000);
    if (back >= 0 && back < 60) bars[59 - back] = frames;
    if (lastFrame !== null && (newest === null || at + lastFrame > newest)) newest = at + lastFrame;
  }
  const heard = bars.slice(-11, -1).filter((n): n is number => n !== null);
  return { bars, newest, rate: heard.length > 0 ? heard.reduce((a, b) => a + b, 0) / heard.length : null };
}

/** Silence after which the link counts as stale: three ticks. */
export const INGEST_SILENCE = 3 * TOPICS.pulse.cadence;
