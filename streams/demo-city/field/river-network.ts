import type { CityPack, Watercourse } from '../../contracts/pack.ts';
import { chainageAt, planeLine, pointAt } from '../pack/rivers.ts';
import { distance, type Point, toPlane } from '../plane.ts';
import { HOUR_MS } from './civil.ts';
import type { Discharge, Tracers } from './discharge.ts';
import { hiddenDischarge } from './hidden-discharge.ts';

/** 0.55 m/s, a lowland river at mean water. */
export const SPEED_KM_H = 1.98;
const DECAY_KM = 85;
/** An outfall farther than this from any river drains into none that is watched. */
const CATCH_KM = 14;
interface Input {
  readonly km: number;
  readonly load: (time: number) => Tracers;
}
interface Course {
  readonly water: Watercourse;
  readonly line: readonly Point[];
  readonly length: number;
  readonly inputs: Input[];
}

/**
 * Rivers that carry what is put into them: every outfall near a river gives its load, which arrives at each section
 * downstream later by the distance over the water's speed, diluted by the flow there and thinned by decay.
 */
export interface RiverNetwork {
  isRiver(id: number): boolean;
  /** Adds to `sum` the tracers at a point of a river, g/s: everything upstream, tributaries included. */
  carried(river: number, km: number, time: number, sum: Tracers, share: number): void;
}

function coursesOf(pack: CityPack, discharges: ReadonlyMap<number, Discharge>): ReadonlyMap<number, Course> {
  const courses = new Map<number, Course>(
    pack.waters
      .filter(({ kind }) => kind === 'river')
      .map((water) => {
        const line = planeLine(water);
        return [
          water.id,
          { water, line, length: chainageAt(line, line[line.length - 1] ?? [0, 0]), inputs: [] as Input[] },
        ] as const;
      }),
  );

  for (const station of pack.stations) {
    const discharge = discharges.get(station.id);
    if (!discharge) continue;
    const point = toPlane(station.position);
    let nearest: { inputs: Input[]; km: number } | null = null;
    let least = CATCH_KM;
    for (const { line, inputs } of courses.values()) {
      const km = chainageAt(line, point);
      const gap = distance(pointAt(line, km), point);
      if (gap < least) [nearest, least] = [{ inputs, km }, gap];
    }
    nearest?.inputs.push({ km: nearest.km, load: discharge.load });
  }
  return courses;
}

export function openRiverNetwork(
  pack: CityPack,
  label: number,
  discharges: ReadonlyMap<number, Discharge>,
): RiverNetwork {
  const courses = coursesOf(pack, discharges);
  for (const { water, inputs } of courses.values()) {
    const hidden = hiddenDischarge(pack, water, label);
    if (hidden) inputs.push(hidden);
  }
  const carried = (river: number, km: number, time: number, sum: Tracers, share: number): void => {
    const course = courses.get(river);
    if (!course) return;
    for (const input of course.inputs) {
      const travelled = km - input.km;
      if (travelled < 0) continue;
      const left = share * Math.exp(-travelled / DECAY_KM);
      const load = input.load(time - (travelled / SPEED_KM_H) * HOUR_MS);
      sum.cod += load.cod * left;
      sum.ammonia += load.ammonia * left;
      sum.phosphorus += load.phosphorus * left;
      sum.nitrogen += load.nitrogen * left;
    }
    for (const other of courses.values()) {
      const into = other.water.into;
      if (!into || into.id !== river || into.chainage > km) continue;
      const travelled = km - into.chainage;
      carried(
        other.water.id,
        other.length,
        time - (travelled / SPEED_KM_H) * HOUR_MS,
        sum,
        share * Math.exp(-travelled / DECAY_KM),
      );
    }
  };

  return Object.freeze({ isRiver: (id: number) => courses.has(id), carried });
}
