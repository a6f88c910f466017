/** A row of `hours_now` or `days_now`; values and sums are millionths as text. */
export interface ShownPeriod {
  readonly station: number;
  readonly factor: number;
  readonly value: string | null;
  readonly sum: string;
  readonly count: number;
  readonly expected: number;
  readonly valid: number;
  readonly low: string | null;
  readonly high: string | null;
  readonly over: number;
  readonly origin: number;
  /** Of an hour: enough parts count, whatever findings take it out; codes as bits. */
  readonly enough?: number;
  readonly codes?: number;
  /** ms UTC. */
  readonly computed: string;
}

/** Millionths of a column; `null` stays. */
export const microOf = (text: string | null): bigint | null => (text === null ? null : BigInt(text));
