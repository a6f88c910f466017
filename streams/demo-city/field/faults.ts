import type { Station } from '../../contracts/pack.ts';
import { chance } from '../random.ts';
import { civilDay, civilHour, DAY_MS, HOUR_MS, MINUTE_MS, weekday } from './civil.ts';

/** What goes wrong with instruments and lines, by chance over slots of time, the same for the same seed. */
export interface Faults {
  /** `up`; `gap`: it measures and keeps, the line is down; `dead`: no power, nothing is measured. */
  link(time: number): 'up' | 'gap' | 'dead';
  /** HJ 212-2017 Table 8 letter for a factor: N, C calibration, M maintenance, D fault. */
  flag(factor: string, time: number): string;
  /** The moment whose value the instrument shows: earlier than `time` while it is stuck. */
  shows(time: number): number;
  /** What the instrument makes of a true value of its factor number `index`. */
  distort(index: number, value: number, time: number): number;
}

/** The county whose line was dug through: its devices hold what they measure and deliver it on the few good days. */
const CUT_COUNTY = '泉山县';
const CUT_COUNTY_GOOD_DAYS = 0.12;

const GASES = new Set(['a05024', 'a21004', 'a21026', 'a21005', 'a21003']);
const CALIBRATED_STACK = new Set(['a34013', 'a21026-stack', 'a21002', 'a24088', 'a19001']);
const CALIBRATED_OUTFALL = new Set(['w01018', 'w21003', 'w21011', 'w21001']);
const isCalibrated = (kind: Station['kind'], outlet: Station['outlet'], factor: string): boolean =>
  kind === 'enterprise'
    ? (outlet === 'outfall' ? CALIBRATED_OUTFALL : CALIBRATED_STACK).has(factor)
    : GASES.has(factor);

/** Share of time (of slots) in each trouble, by how well the kind is looked after. */
const RATES: Readonly<
  Record<
    Station['kind'],
    { readonly out: number; readonly gap: number; readonly fault: number; readonly stuck: number }
  >
> = {
  national: { out: 0, gap: 0.004, fault: 0.002, stuck: 0.001 },
  township: { out: 0.008, gap: 0.012, fault: 0.004, stuck: 0.003 },
  road_dust: { out: 0.018, gap: 0.012, fault: 0.004, stuck: 0.004 },
  site_dust: { out: 0.03, gap: 0.016, fault: 0.005, stuck: 0.004 },
  water: { out: 0.012, gap: 0.01, fault: 0.006, stuck: 0.002 },
  enterprise: { out: 0.012, gap: 0.01, fault: 0.005, stuck: 0.003 },
  power: { out: 0.016, gap: 0.008, fault: 0, stuck: 0 },
};

const OUT_SLOT = 12 * HOUR_MS;
const GAP_SLOT = 45 * MINUTE_MS;
const FAULT_SLOT = 3 * HOUR_MS;
const STUCK_SLOT = 6 * HOUR_MS;
const NEGATIVE_SLOT = 4 * HOUR_MS;
const DRIFT_SLOT = 10 * DAY_MS;

export function faults(seed: number, station: Station, countyName: string, hasStory: boolean): Faults {
  const label = Math.floor(chance(seed, station.id, 77) * 0x7fffffff);
  const rates = RATES[station.kind];
  const isCut = countyName === CUT_COUNTY && station.kind !== 'power';
  const calibrationHour = Math.floor(chance(label, 1) * 6);
  const calibrationMinutes = station.kind === 'enterprise' ? 25 : 18;
  const count = station.factors.length;
  const slot = (time: number, length: number): number => Math.floor(time / length);

  return Object.freeze({
    link: (time: number) => {
      if (isCut && chance(seed, civilDay(time), 78) > CUT_COUNTY_GOOD_DAYS && chance(label, 2) < 0.85) return 'gap';
      if (hasStory) return 'up';
      const out = slot(time, OUT_SLOT);
      if (chance(label, out, 3) < rates.out) return chance(label, out, 4) < 0.5 ? 'gap' : 'dead';
      return chance(label, slot(time, GAP_SLOT), 5) < rates.gap ? 'gap' : 'up';
    },
    flag: (factor: string, time: number) => {
      if (station.kind === 'power') return 'N';
      const hour = civilHour(time);
      if (
        isCalibrated(station.kind, station.outlet, factor) &&
        hour >= calibrationHour &&
        hour < calibrationHour + calibrationMinutes / 60
      )
        return 'C';
      if (station.kind === 'water' && weekday(civilDay(time)) === 1 && hour >= 10 && hour < 11) return 'M';
      if (hasStory) return 'N';
      const fault = slot(time, FAULT_SLOT);
      if (chance(label, fault, 6) < rates.fault)
        return hour > 8 && hour < 18 && chance(label, fault, 7) < 0.6 ? 'M' : 'D';
      return 'N';
    },
    shows: (time: number) => {
      if (hasStory || rates.stuck === 0) return time;
      const stuck = slot(time, STUCK_SLOT);
      return chance(label, stuck, 8) < rates.stuck ? Math.min(time, stuck * STUCK_SLOT + 20 * MINUTE_MS) : time;
    },
    distort: (index: number, value: number, time: number) => {
      if (hasStory || station.kind === 'power') return value;
      let shown = value;
      const drift = slot(time, DRIFT_SLOT);
      if (chance(label, drift, 9) < 0.012 && Math.floor(chance(label, drift, 10) * count) === index)
        shown *= 1 + 0.6 * (time / DRIFT_SLOT - drift);
      const negative = slot(time, NEGATIVE_SLOT);
      if (chance(label, negative, 11) < 0.0008 && Math.floor(chance(label, negative, 12) * count) === index)
        shown = -0.04 * Math.abs(shown);
      const minute = slot(time, MINUTE_MS);
      if (chance(label, minute, 13) < 0.00012 && Math.floor(chance(label, minute, 14) * count) === index)
        shown *= 4 + 5 * chance(label, minute, 15);
      return shown;
    },
  });
}
