import type { Clock } from '../../contracts/clock.ts';
import { GuanlanError } from '../../contracts/errors.ts';
import { csvFrames } from './csv-frames.ts';
import type { ResolvedMapping } from './mapping.ts';
import { Pace } from './pace.ts';
import { MOST_KEPT, shiftOf, surveyFrames } from './plan.ts';
import { rawFrames } from './raw-frames.ts';
import { newCounts, type ReplayCounts, type ReplayFrame } from './replay-frame.ts';
import type { Sink } from './sink.ts';

export interface ReplayOptions {
  readonly file: string;
  /** `null` for a capture of raw frames (`.txt`, `.txt.gz`), which goes out as it is. */
  readonly mapping: ResolvedMapping | null;
  readonly sink: Sink;
  readonly clock: Clock;
  /** File seconds to a second of the wall; 0: as fast as they are acknowledged. */
  readonly speed: number;
  /** By the file's own times, ms UTC, half-open. */
  readonly from?: number;
  readonly to?: number;
  readonly shift: 'auto' | 'none' | number;
  /** Civil time of captures. */
  readonly timezone: string;
  readonly onProgress?: (counts: ReplayCounts, time: number | null) => void;
}

/** Plays one file into a sink. Returns what was read and passed over; the sink is left open for the next file. */
export async function replay(options: ReplayOptions): Promise<ReplayCounts & { readonly shift: number }> {
  const { file, mapping, sink, speed, clock } = options;
  const pace = new Pace(speed, clock);
  const counts = newCounts();
  if (!mapping) {
    for await (const frame of rawFrames(file, options.timezone, counts)) {
      await pace.due(frame.time);
      await sink.sendRaw(frame);
      options.onProgress?.(counts, frame.time);
    }
    return { ...counts, shift: 0 };
  }
  const read = (into: ReplayCounts): AsyncGenerator<ReplayFrame> =>
    csvFrames(file, mapping, into, options.from, options.to);
  const { plan, kept } = await surveyFrames(read(counts));
  const shift = shiftOf(options.shift, plan, clock.now());
  if (!plan.ordered && !kept && speed > 0) {
    throw new GuanlanError(
      'GL_CONFIG',
      `${file} is not in order of time and has ${plan.frames} frames: choose at most ${MOST_KEPT} of ` +
        'them with --from and --to, or play without --speed',
    );
  }
  // A file by device becomes a city by time; one too large for that is read again as it lies.
  for await (const frame of kept?.sort((a, b) => a.time - b.time) ?? read(newCounts())) {
    await pace.due(frame.time);
    await sink.send(frame, frame.time + shift);
    options.onProgress?.(counts, frame.time);
  }
  return { ...counts, shift };
}
