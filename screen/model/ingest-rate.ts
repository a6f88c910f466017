import { TOPICS, fromLiveTime, type ReadonlyTable } from '../../streams/live/mod.ts';
import { columnOf } from './live.ts';

export interface IngestRate {
  /** Messages of the last 60 whole seconds, oldest first; null where that second said nothing. */
  readonly bars: readonly (number | null)[];
  /** Newest frame, ms UTC; null when none was ever seen. */
  readonly newest: number | null;
  /** Frames a second over the last ten whole seconds that reported. */
  readonly rate: number | null;
}

const AT = columnOf('pulse', 'at');
const FRAMES = columnOf('pulse', 'frames');
const LAST = columnOf('pulse', 'lastFrame');

/** Reads the ring of seconds as it stands at `now` (ms UTC): a bar from another minute does not count. */
export function readPulse(table: ReadonlyTable | undefined, now: number): IngestRate {
  const bars: (number | null)[] = Array.from({ length: 60 }, () => null);
  let newest: number | null = null;
  if (table) {
    const second = Math.floor(now / 1000) * 1000;
    for (let row = 0; row < table.size; row += 1) {
      const at = table.at(row, AT);
      if (at === null) continue;
      const start = fromLiveTime(at);
      const back = Math.round((second - start) / 1000);
      if (back >= 0 && back < 60) bars[59 - back] = table.at(row, FRAMES);
      const offset = table.at(row, LAST);
      if (offset !== null && (newest === null || start + offset > newest)) newest = start + offset;
    }
  }
  const heard = bars.slice(-11, -1).filter((n): n is number => n !== null);
  return { bars, newest, rate: heard.length > 0 ? heard.reduce((a, b) => a + b, 0) / heard.length : null };
}

/** Silence after which the link counts as stale: three ticks. */
export const PULSE_SILENCE = 3 * TOPICS.pulse.cadence;
