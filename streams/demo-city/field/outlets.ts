import type { Station } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { INDUSTRIES, REFERENCE_OXYGEN, type Industry } from '../pack/parks.ts';
import { chance } from '../random.ts';
import { bump, civilDay, civilHour, HOUR_MS, weekday } from './civil.ts';
import { type Scenario, scenarioOf } from './scenarios.ts';

/** What an enterprise does: when it produces, how near its limits it runs, when it goes over them. */
export interface Outlet {
  readonly industry: Industry;
  /** Reference O2 its limits are folded to, % (domain 4.2); `null` where nothing is folded. */
  readonly referenceO2: number | null;
  /** Load, 0 (stopped) to about 1.05. */
  load(time: number): number;
  /** Folded concentration as a share of the limit. `index`: which of its limited factors. */
  share(index: number, time: number): number;
  readonly label: number;
}

/** Hours of production by industry: from, to; round the clock where both are 0. */
const SHIFTS: Readonly<Record<Industry, readonly [from: number, to: number, restsOnSunday: boolean]>> = {
  power: [0, 0, false],
  cement: [0, 0, false],
  chemical: [0, 0, false],
  steel: [0, 0, false],
  sewage: [0, 0, false],
  coating: [7.5, 20.5, true],
  other: [6.5, 22, true],
};
/** Outlets of these industries stand still on one day in so many. */
const STANDSTILL = 0.03;
/** Share of three-hour slots in which an outlet runs over its limits. */
const EXCURSION = 0.008;
const SLOT_MS = 3 * HOUR_MS;

function industryOf(station: Station): Industry {
  const found = (Object.keys(INDUSTRIES) as Industry[]).find((key) => INDUSTRIES[key].zh === station.industry?.zh);
  return found ?? 'other';
}

/** Height of a slot's bump: rises and falls within the slot, 0 at its ends, so that values never jump at its border. */
const hump = (time: number, slot: number): number =>
  Math.min(1, 4.5 * Math.sin(Math.PI * (time / slot - Math.floor(time / slot))));

export function outlet(seed: number, station: Station): Outlet {
  const label = Math.floor(chance(seed, station.id, 11) * 0x7fffffff);
  const industry = industryOf(station);
  const [from, to, rests] = SHIFTS[industry];
  const scenario: Scenario | null = scenarioOf(station.names.zh);
  const usual = 0.32 + 0.36 * chance(label, 1);
  const capacity = 0.72 + 0.24 * chance(label, 2);
  const late = (chance(label, 3) - 0.5) * 1.2;

  const load = (time: number): number => {
    const hour = civilHour(time);
    const day = civilDay(time);
    if (scenario?.producing) return scenario.producing(hour) ? capacity : 0;
    // A standstill lasts whole days; a firm of a scenario never stands still.
    if (!scenario && chance(label, day, 4) < STANDSTILL) return 0;
    if (from !== to) {
      if (rests && weekday(day) === 6 && chance(label, 5) < 0.7) return 0;
      if (hour < from + late || hour > to + late) return 0;
    }
    return Math.max(0.3, capacity * (1 + 0.1 * noise1(label, time / (4 * HOUR_MS)) + 0.05 * bump(hour, 10, 3)));
  };
  const share = (index: number, time: number): number => {
    const hours = time / HOUR_MS;
    const own = usual * (0.85 + 0.3 * chance(label, 20 + index));
    let value =
      own * (1 + 0.16 * noise1(label + 31 * index, hours / 3.1) + 0.07 * noise1(label + 31 * index + 1, hours * 3.3));
    const slot = Math.floor(time / SLOT_MS);
    if (scenario?.excess) {
      const peak = scenario.excess(index, civilHour(time), chance(label, civilDay(time), 40));
      if (peak > 0) value = peak * (1 + 0.05 * noise1(label + 7, hours * 2.2));
    } else if (!scenario && chance(label, slot, 6) < EXCURSION && chance(label, slot, 7 + index) < 0.55) {
      value += hump(time, SLOT_MS) * (0.75 + 1.5 * chance(label, slot, 8) ** 2);
    }
    return Math.max(0.02, value);
  };
  return Object.freeze({
    industry,
    referenceO2: station.outlet === 'stack' ? REFERENCE_OXYGEN[industry] : null,
    load,
    share,
    label,
  });
}
