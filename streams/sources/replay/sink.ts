import type { RawFrame, ReplayFrame } from './replay-frame.ts';

export interface SinkCounts {
  readonly acked: number;
  readonly refused: number;
  readonly resent: number;
  readonly dropped: number;
}

/** Where a replay goes. `send` waits while the receiver is slower than the file. */
export interface Sink {
  /** `time`: the frame's time after the shift, ms UTC. */
  send(frame: ReplayFrame, time: number): Promise<void>;
  sendRaw(frame: RawFrame): Promise<unknown>;
  /** Resolves when everything is acknowledged. */
  finish(): Promise<SinkCounts>;
  /** Ends it at once, whatever is still under way. */
  abort(): Promise<void>;
}
