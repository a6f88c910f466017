/** A row as the engine writes it in JSON: 64-bit integers and decimals as text. */
export type RawRow = Record<string, string | number | null>;

export const whole = (value: string | number | null | undefined): number => Number(value ?? 0);
export const orNull = (value: string | number | null | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);
