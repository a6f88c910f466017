/** What a file holds, whatever its layout: all values of one device and time. */
export interface ReplayFrame {
  /** Start of the period or sampling instant, ms UTC. */
  readonly time: number;
  readonly device: string;
  readonly st: string;
  readonly cn: string;
  /** HJ 212 code and decimal text in the canonical unit. */
  readonly values: readonly (readonly [code: string, text: string])[];
}

/** A frame of a capture, sent as it is; `time` is its DataTime where it has one. */
export interface RawFrame {
  readonly time: number | null;
  readonly bytes: Buffer;
  /** Whether an answer is to be waited for, and under which key. */
  readonly mn: string | null;
  readonly qn: string;
}

/** What was passed over, and why. */
export interface ReplayCounts {
  rows: number;
  frames: number;
  missing: number;
  badTime: number;
  badValue: number;
  noDevice: number;
}
export const newCounts = (): ReplayCounts => ({ rows: 0, frames: 0, missing: 0, badTime: 0, badValue: 0, noDevice: 0 });
