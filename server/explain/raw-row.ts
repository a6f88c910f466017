/** A row as the engine writes it in JSON: 64-bit integers and decimals as text. */
export type RawRow = Record<string, string | number | null>;

/** Asks rows of lane `history`. Throws what the store throws. */
export type AskRows = (sql: string, parameters?: Record<string, unknown>) => Promise<RawRow[]>;

/** A whole number; a missing or null column is 0. */
export const whole = (value: string | number | null | undefined): number => Number(value ?? 0);
export const orNull = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
