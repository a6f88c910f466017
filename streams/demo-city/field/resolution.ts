/**
 * Decimals that instruments really send, in the canonical unit. Where a unit a thousand times larger is sent, three
 * more.
 */
const DECIMALS: Readonly<Record<string, number>> = Object.freeze({
  a34004: 1,
  a34002: 1,
  a34001: 1,
  a05024: 1,
  a21004: 1,
  a21003: 1,
  a21026: 1,
  a21005: 3,
  a01001: 1,
  a01002: 1,
  a01006: 2,
  a01007: 1,
  a01008: 0,
  LA: 1,
  w01010: 1,
  w01001: 2,
  w01009: 2,
  w01014: 1,
  w01003: 1,
  w01019: 2,
  w21003: 3,
  w21011: 3,
  w21001: 2,
  w01016: 4,
  w01018: 1,
  w01012: 0,
  w00000: 2,
  a00000: 2,
  a01011: 2,
  a01012: 1,
  a01013: 3,
  a01014: 2,
  a19001: 2,
  a34013: 2,
  a21002: 1,
  'a21026-stack': 2,
  a24088: 2,
  d20105: 1,
  d20101: 2,
  d20112: 2,
  d30112: 2,
  d20120: 1,
  d30120: 1,
});

/** Decimal text of a canonical value as the device sends it in `unit` (`mg/m³` of a value in µg/m³). */
export function asSent(factor: string, value: number, unit?: string): string {
  const decimals = DECIMALS[factor] ?? 2;
  return unit === 'mg/m³' ? (value / 1000).toFixed(decimals + 3) : value.toFixed(decimals);
}
