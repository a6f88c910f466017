import { FLOW_WEIGHTED_FACTORS, FOLDED_FACTORS, folded } from '../../server/standards/mod.ts';
import { oxygenIsHigh, type GasState } from '../../server/standards/internal.ts';
import { foldingDisagrees, outfallDay } from './outlet-rules.ts';

/**
 * Folded hours and outlets' days from scratch, in plain loops over what was said and the pure functions of
 * server/standards.
 */
export interface OutletReading {
  readonly station: number;
  readonly factor: number;
  readonly statistic: number;
  readonly time: number;
  readonly value: number;
  readonly flag: string;
  readonly sequence: number;
}
interface OutletStation {
  readonly id: number;
  readonly outlet: 'stack' | 'outfall';
  readonly basis: number;
  readonly period: number;
  readonly reference: number;
  readonly asMeasured: boolean;
}

export const STATIONS_OF_TEST: readonly OutletStation[] = [
  { id: 10, outlet: 'stack', basis: 1, period: 300, reference: 9_000_000, asMeasured: false },
  { id: 11, outlet: 'stack', basis: 1, period: 300, reference: 6_000_000, asMeasured: true },
  { id: 12, outlet: 'stack', basis: 10, period: 600, reference: 3_500_000, asMeasured: false },
  { id: 20, outlet: 'outfall', basis: 20, period: 3600, reference: 0, asMeasured: false },
  { id: 21, outlet: 'outfall', basis: 20, period: 7200, reference: 0, asMeasured: false },
];
const ZS: Readonly<Record<number, number>> = { 1: 2, 10: 14, 20: 24 };
const decimal = (micro: number | null): string | null =>
  micro === null ? null : (micro / 1e6).toFixed(6).replace(/\.?0+$/, '');

/** Nearest integer, half to even, by another way than the job's. */
function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const [sum, count] = [values.reduce((a, b) => a + BigInt(b), 0n), BigInt(values.length)];
  const floor = sum / count;
  const twice = 2n * (sum - floor * count);
  return Number(twice > count || (twice === count && floor % 2n === 1n) ? floor + 1n : floor);
}

export class OutletOracle {
  readonly #start: number;
  #state = 77;

  constructor(start: number) {
    this.#start = start;
  }

  #random(): number {
    return (this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
  }

  /**
   * A day of both kinds: steady, with gaps, doubts, standstill (oxygen of air), a device that folds wrongly, one that
   * does not fold.
   */
  // eslint-disable-next-line max-lines-per-function -- an oracle reads as the standard does, top to bottom
  day(): Omit<OutletReading, 'sequence'>[] {
    const said: Omit<OutletReading, 'sequence'>[] = [];
    for (const s of STATIONS_OF_TEST)
      for (let hour = 0; hour < 24; hour += 1) {
        const flag = (): string => {
          const r = this.#random();
          return r < 0.03 ? 'D' : r < 0.05 ? 'T' : 'N';
        };
        if (s.outlet === 'outfall') {
          if (s.period === 7200 && hour % 2 === 1) continue;
          const time = this.#start + hour * 3600;
          // One factor's hours are mostly missing, the slow outfall has hardly any flow.
          for (const factor of [46, 49])
            if (factor === 49 || this.#random() < 0.7)
              said.push({
                station: s.id,
                factor,
                statistic: 20,
                time,
                value: Math.floor(this.#random() * 90e6),
                flag: flag(),
              });
          if (s.id === 20 || this.#random() < 0.3)
            said.push({
              station: s.id,
              factor: 52,
              statistic: 20,
              time,
              value: hour < 3 ? 0 : Math.floor(this.#random() * 400e6),
              flag: 'N',
            });
          continue;
        }
        if (hour === 23 && s.id === 12) {
          said.push({
            station: 12,
            factor: 67,
            statistic: 24,
            time: this.#start + hour * 3600,
            value: 41_500_000,
            flag: 'N',
          });
          continue;
        }
        for (let at = 0; at < 3600; at += s.period) {
          const time = this.#start + hour * 3600 + at;
          const standing = hour >= 20 && s.id === 10;
          const oxygen = standing
            ? 20_500_000 + Math.floor(this.#random() * 3e5) - 100_000
            : 8_000_000 + Math.floor(this.#random() * 5e6);
          const gas: GasState = s.asMeasured
            ? {
                celsius: 80_000_000 + Math.floor(this.#random() * 4e7),
                gauge: -300_000 + Math.floor(this.#random() * 2e5),
                moisture: 5_000_000 + Math.floor(this.#random() * 8e6),
              }
            : { celsius: 0, gauge: 0, moisture: 0 };
          const push = (factor: number, statistic: number, value: number, letter = 'N'): void => {
            said.push({ station: s.id, factor, statistic, time, value, flag: letter });
          };
          if (this.#random() > 0.04) push(65, s.basis, oxygen);
          if (s.asMeasured) {
            push(62, s.basis, gas.celsius);
            push(63, s.basis, gas.gauge);
            if (this.#random() > 0.1) push(64, s.basis, gas.moisture);
          }
          for (const factor of FOLDED_FACTORS.slice(0, 3)) {
            const measured = Math.floor(this.#random() * 60e6);
            push(factor, s.basis, measured, flag());
            // Station 11 does not fold dust; station 12 folds NOx 5 % too high from noon on.
            if (s.id === 11 && factor === 66) continue;
            const own = folded(measured, oxygen, s.reference, gas) ?? measured;
            push(
              factor,
              ZS[s.basis]!,
              s.id === 12 && factor === 67 && hour >= 12 ? Math.floor(own * 1.05) : Math.round(own / 1e5) * 1e5,
              flag(),
            );
          }
        }
      }
    return said;
  }

  /** A late sample pair, a corrected oxygen, a corrected flow. */
  corrections(): Omit<OutletReading, 'sequence'>[] {
    const at = this.#start + 5 * 3600;
    return [
      { station: 10, factor: 65, statistic: 1, time: at + 300, value: 11_111_111, flag: 'N' },
      { station: 10, factor: 66, statistic: 2, time: at + 600, value: 77_777_777, flag: 'N' },
      { station: 20, factor: 52, statistic: 20, time: at, value: 999_000_000, flag: 'N' },
    ];
  }

  #valid(history: readonly OutletReading[]): Map<string, OutletReading> {
    const valid = new Map<string, OutletReading>();
    for (const r of history) valid.set([r.station, r.factor, r.statistic, r.time].join(), r);
    return valid;
  }

  hours(history: readonly OutletReading[]): Record<string, unknown>[] {
    const valid = this.#valid(history);
    const rows: Record<string, unknown>[] = [];
    for (let hour = this.#start; hour < this.#start + 86_400; hour += 3600)
      for (const s of STATIONS_OF_TEST.filter(({ outlet }) => outlet === 'stack'))
        for (const factor of FOLDED_FACTORS) {
          const value = (f: number, statistic: number, time: number): number | null => {
            const r = valid.get([s.id, f, statistic, time].join());
            return r && (r.flag === 'N' || r.flag === 'T') ? r.value : null;
          };
          const device: number[] = [],
            ours: number[] = [],
            both: [number, number][] = [];
          let [withheld, any] = [0, false];
          for (let time = hour; time < hour + 3600; time += 1) {
            any ||= [s.basis, ZS[s.basis]!, 24].some((statistic) => valid.has([s.id, factor, statistic, time].join()));
            const [plain, own, oxygen] = [
              value(factor, s.basis, time),
              value(factor, ZS[s.basis]!, time),
              value(65, s.basis, time),
            ];
            if (plain === null && own === null) continue;
            const [celsius, gauge, moisture] = s.asMeasured
              ? ([62, 63, 64].map((f) => value(f, s.basis, time)) as [number | null, number | null, number | null])
              : [0, 0, 0];
            if (oxygen !== null && moisture !== null && oxygenIsHigh(oxygen, moisture)) {
              withheld += 1;
              continue;
            }
            if (own !== null) device.push(own);
            if (plain === null || oxygen === null || celsius === null || gauge === null || moisture === null) continue;
            const one = folded(plain, oxygen, s.reference, { celsius, gauge, moisture })!;
            ours.push(one);
            if (own !== null) both.push([own, one]);
          }
          if (!any) continue;
          const reported = value(factor, 24, hour);
          const [origin, parts] =
            device.length > 0
              ? ([1, device] as const)
              : ours.length > 0
                ? ([3, ours] as const)
                : reported !== null
                  ? ([2, [reported]] as const)
                  : ([0, []] as const);
          const expected = origin === 2 ? 1 : 3600 / s.period;
          const [said, recomputed] = [meanOf(both.map(([a]) => a)), meanOf(both.map(([, b]) => b))];
          rows.push({
            hour,
            station: s.id,
            factor,
            value: decimal(meanOf(parts)),
            count: parts.length,
            expected,
            valid: parts.length > 0 && parts.length * 4 >= expected * 3 ? 1 : 0,
            origin,
            withheld,
            compared: both.length,
            said: decimal(said),
            recomputed: decimal(recomputed),
            mismatch: said !== null && recomputed !== null && foldingDisagrees(said, recomputed) ? 1 : 0,
          });
        }
    return rows;
  }

  days(history: readonly OutletReading[]): Record<string, unknown>[] {
    const rows: Record<string, unknown>[] = [];
    const foldedHours = this.hours(history) as {
      station: number;
      factor: number;
      value: string | null;
      valid: number;
    }[];
    const valid = this.#valid(history);
    for (const s of STATIONS_OF_TEST)
      for (const factor of s.outlet === 'stack' ? FOLDED_FACTORS : FLOW_WEIGHTED_FACTORS) {
        const expected = 24 / Math.max(1, s.period / 3600);
        const own = foldedHours.filter((h) => h.station === s.id && h.factor === factor);
        const hourly = (f: number, h: number): OutletReading | undefined =>
          valid.get([s.id, f, 20, this.#start + h * 3600].join());
        const usable = (r: OutletReading | undefined): number | null =>
          r && (r.flag === 'N' || r.flag === 'T') ? r.value : null;
        const hours =
          s.outlet === 'stack'
            ? own.filter((h) => h.valid === 1).map((h) => ({ value: Math.round(Number(h.value) * 1e6), flow: null }))
            : Array.from({ length: 24 }, (_, h) => ({
                value: usable(hourly(factor, h)),
                flow: usable(hourly(52, h)),
              })).filter((h): h is { value: number; flow: number | null } => h.value !== null);
        const said =
          s.outlet === 'stack'
            ? own.length > 0
            : Array.from({ length: 24 }, (_, h) => hourly(factor, h)).some((r) => r !== undefined);
        if (!said) continue;
        const day = outfallDay(hours, expected);
        rows.push({
          station: s.id,
          factor,
          value: decimal(day?.value ?? null),
          count: hours.length,
          expected,
          valid: hours.length * 24 >= expected * 20 ? 1 : 0,
          weighting: day?.weighting === 'flow' ? 2 : 1,
        });
      }
    return rows;
  }
}
