import type { CityPack, Station } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { chainageAt, planeLine, pointAt } from '../pack/rivers.ts';
import { distance, toPlane } from '../plane.ts';
import { chance, hashLabel } from '../random.ts';
import { civilDay, civilHour, DAY_MS, HOUR_MS, yearPhase } from './civil.ts';

/**
 * Rivers that carry what is put into them: every outfall near a river gives its load, which arrives at each section
 * downstream later by the distance over the water's speed, diluted by the flow there and thinned by decay.
 */
export interface Discharge {
  /** Load at a time: g/s of each tracer. */
  load(time: number): Tracers;
}
interface Tracers {
  cod: number;
  ammonia: number;
  phosphorus: number;
  nitrogen: number;
}

export interface Rivers {
  /** Values of a water station by factor code; nutrients are those of the sample drawn last (every four hours). */
  values(station: Station, time: number): Record<string, number>;
  /** Hours that water takes from one chainage to another of one river. */
  travelHours(km: number): number;
}

/** 0.55 m/s, a lowland river at mean water. */
const SPEED_KM_H = 1.98;
const DECAY_KM = 85;
/** An outfall farther than this from any river drains into none that is watched. */
const CATCH_KM = 14;
/** Analysers in the huts draw a sample at 0, 4, 8, 12, 16 and 20 h. */
const SAMPLE_MS = 4 * HOUR_MS;
/** m3/s at the source and gained per km. */
const FLOW: Readonly<Record<number, readonly [base: number, perKm: number]>> = {
  1: [16, 0.24],
  2: [5.5, 0.09],
  3: [5, 0.08],
  4: [4, 0.06],
  5: [3.6, 0.07],
};
/** What fields and villages give along a river: mg/L of ammonia per km. */
const RURAL = 0.0028;

/** The one nobody has reported: the chemical park's night discharge into the Qingxi above Qingshi Bridge. */
const HIDDEN = Object.freeze({ river: '青溪', above: '青石桥断面', km: 16, from: 22, hours: 5, ammonia: 4.1, cod: 36 });

interface Input {
  readonly km: number;
  readonly load: (time: number) => Tracers;
}

export function rivers(pack: CityPack, seed: number, discharges: ReadonlyMap<number, Discharge>): Rivers {
  const label = hashLabel(seed, 'rivers');
  const courses = new Map(
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
  const bridge = pack.stations.find(({ names }) => names.zh === HIDDEN.above);
  const secret = [...courses.values()].find(({ water }) => water.names.zh === HIDDEN.river);
  if (bridge?.river && secret) {
    const flow = flowAt(secret.water.id, bridge.river.chainage);
    secret.inputs.push({
      km: Math.max(0, bridge.river.chainage - HIDDEN.km),
      load: (time) => {
        const since = (civilHour(time) - HIDDEN.from + 24) % 24;
        const strength =
          since < HIDDEN.hours
            ? Math.sin((Math.PI * since) / HIDDEN.hours) *
              (0.45 + 0.55 * chance(label, civilDay(time - HIDDEN.hours * HOUR_MS), 9))
            : 0;
        return {
          ammonia: HIDDEN.ammonia * flow * strength,
          cod: HIDDEN.cod * flow * strength,
          phosphorus: 0.08 * flow * strength,
          nitrogen: 1.3 * HIDDEN.ammonia * flow * strength,
        };
      },
    });
  }

  function flowAt(river: number, km: number): number {
    const [base, perKm] = FLOW[river] ?? [4, 0.06];
    return base + perKm * km;
  }
  const wetness = (time: number): number =>
    1 + 0.35 * Math.sin(2 * Math.PI * (yearPhase(time) - 0.37)) + 0.12 * noise1(label, time / (5 * DAY_MS));

  /** Tracers at a point of a river, mg/L: everything upstream, tributaries included. */
  const carried = (river: number, km: number, time: number, sum: Tracers, share: number): void => {
    const course = courses.get(river);
    if (!course) return;
    for (const input of course.inputs) {
      const way = km - input.km;
      if (way < 0) continue;
      const left = share * Math.exp(-way / DECAY_KM);
      const load = input.load(time - (way / SPEED_KM_H) * HOUR_MS);
      sum.cod += load.cod * left;
      sum.ammonia += load.ammonia * left;
      sum.phosphorus += load.phosphorus * left;
      sum.nitrogen += load.nitrogen * left;
    }
    for (const other of courses.values()) {
      const into = other.water.into;
      if (!into || into.id !== river || into.chainage > km) continue;
      const way = km - into.chainage;
      carried(
        other.water.id,
        other.length,
        time - (way / SPEED_KM_H) * HOUR_MS,
        sum,
        share * Math.exp(-way / DECAY_KM),
      );
    }
  };

  const sampled = new Map<string, Record<string, number>>();
  const nutrients = (station: Station, time: number): Record<string, number> => {
    const drawn = Math.floor((time + 8 * HOUR_MS) / SAMPLE_MS) * SAMPLE_MS - 8 * HOUR_MS;
    const key = `${station.id} ${drawn}`;
    const known = sampled.get(key);
    if (known) return known;
    const { id, chainage } = station.river ?? { id: 0, chainage: 0 };
    const own = label + station.id * 17;
    const days = drawn / DAY_MS;
    const sum: Tracers = { cod: 0, ammonia: 0, phosphorus: 0, nitrogen: 0 };
    carried(id, chainage, drawn, sum, 1);
    const isLake = !courses.has(id);
    const flow = flowAt(id, chainage) * wetness(drawn);
    const rural = isLake ? 30 : chainage;
    const drift = (n: number): number => 1 + 0.16 * noise1(own + n, days / 2.2) + 0.05 * noise1(own + n + 50, days * 3);
    const ammonia = (0.11 + RURAL * rural) * drift(1) + sum.ammonia / flow;
    const made: Record<string, number> = {
      w21003: ammonia,
      w01019: (2.1 + 0.011 * rural) * drift(2) + (0.27 * sum.cod) / flow,
      w21011: (isLake ? 0.018 : 0.045 + 0.0006 * rural) * drift(3) + sum.phosphorus / flow,
      w21001: Math.max(1.2 * ammonia, (isLake ? 0.75 : 2.1 + 0.012 * rural) * drift(4) + sum.nitrogen / flow),
      w01016: (0.004 + 0.008 * yearPhase(drawn) * (1 - yearPhase(drawn)) * 4) * drift(5),
    };
    if (sampled.size > 4096) sampled.clear();
    sampled.set(key, made);
    return made;
  };

  return Object.freeze({
    travelHours: (km: number) => km / SPEED_KM_H,
    values: (station: Station, time: number) => {
      const own = label + station.id * 17;
      const hours = time / HOUR_MS;
      const held = nutrients(station, time);
      const temperature =
        15.5 -
        11 * Math.cos(2 * Math.PI * (yearPhase(time) - 0.075)) +
        0.6 * Math.cos(((civilHour(time) - 16) / 12) * Math.PI) +
        0.5 * noise1(own + 20, hours / 40);
      const saturation = 468 / (31.6 + temperature);
      const light = Math.max(0, Math.cos(((civilHour(time) - 15) / 12) * Math.PI));
      return {
        ...held,
        w01010: temperature,
        w01001: 7.75 + 0.22 * light + 0.14 * noise1(own + 21, hours / 30),
        w01009: Math.max(
          1.2,
          saturation * (0.9 + 0.07 * light) -
            0.62 * (held['w21003'] ?? 0) -
            0.16 * ((held['w01019'] ?? 3) - 2) +
            0.15 * noise1(own + 22, hours / 6),
        ),
        w01014: 520 + 60 * (held['w21003'] ?? 0) + 40 * noise1(own + 23, hours / 50) + 4 * noise1(own + 24, hours),
        w01003: Math.max(2, 16 + 9 * noise1(own + 25, hours / 14) + 2 * noise1(own + 26, hours * 2)),
      };
    },
  });
}
