import type { Names, Position, Watercourse } from '../../contracts/pack.ts';
import { noise1 } from '../noise.ts';
import { between, distance, type Point, toDegrees, toPlane } from '../plane.ts';
import { hashLabel } from '../random.ts';

/** The Yun with its four tributaries and two lakes: courses through given points, with meanders. */
interface Course {
  readonly id: number;
  readonly names: Names;
  readonly order: number;
  /** From the source; a tributary's last point lies on the river it flows into. */
  readonly through: readonly Point[];
  readonly into?: number;
}

const COURSES: readonly Course[] = Object.freeze([
  {
    id: 1,
    names: { zh: '云水', en: 'Yunshui River' },
    order: 1,
    through: [
      [-74, 72],
      [-56, 56],
      [-40, 42],
      [-33, 36],
      [-25, 24],
      [-23, 10],
      [-13, 3],
      [-3, -4],
      [9, -9],
      [16, -15],
      [25, -20],
      [36, -24],
      [50, -35],
      [64, -47],
      [80, -58],
    ],
  },
  {
    id: 2,
    names: { zh: '安河', en: 'Anhe River' },
    order: 2,
    through: [
      [58, 50],
      [42, 38],
      [30, 34],
      [21, 27],
      [5, 24],
      [-6, 15],
      [-13, 3],
    ],
    into: 1,
  },
  {
    id: 3,
    names: { zh: '松河', en: 'Songhe River' },
    order: 2,
    through: [
      [-74, -26],
      [-60, -18],
      [-49, -12],
      [-38, -4],
      [-30, 5],
      [-23.6, 11],
    ],
    into: 1,
  },
  {
    id: 4,
    names: { zh: '青溪', en: 'Qingxi River' },
    order: 2,
    through: [
      [78, 24],
      [62, 15],
      [49, 8],
      [41, 0],
      [38, -9],
      [32, -15],
      [25, -20],
    ],
    into: 1,
  },
  {
    id: 5,
    names: { zh: '临溪', en: 'Linxi River' },
    order: 2,
    through: [
      [-56, -44],
      [-38, -38],
      [-19, -33],
      [-6, -33],
      [8, -28],
      [22, -18.5],
    ],
    into: 1,
  },
]);

interface Basin {
  readonly id: number;
  readonly names: Names;
  readonly at: Point;
  readonly size: Point;
  readonly turn: number;
}
const LAKES: readonly Basin[] = Object.freeze([
  { id: 6, names: { zh: '云湖水库', en: 'Yunhu Reservoir' }, at: [-34.5, 37.5], size: [5.2, 2.6], turn: -0.75 },
  { id: 7, names: { zh: '白鹭湖', en: 'Bailu Lake' }, at: [24, -41], size: [6.4, 2.8], turn: 0.3 },
]);

const STEP_KM = 0.8;

/** Catmull-Rom through the points, then meanders across the course that die out at both ends. */
function meander(seed: number, through: readonly Point[]): Point[] {
  const smooth: Point[] = [];
  for (let i = 0; i + 1 < through.length; i += 1) {
    const p0 = through[Math.max(0, i - 1)] as Point;
    const p1 = through[i] as Point;
    const p2 = through[i + 1] as Point;
    const p3 = through[Math.min(through.length - 1, i + 2)] as Point;
    const steps = Math.max(2, Math.round(distance(p1, p2) / STEP_KM));
    for (let s = 0; s < steps; s += 1) {
      const t = s / steps;
      const blend = (a: number, b: number, c: number, d: number): number =>
        0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t ** 3);
      smooth.push([blend(p0[0], p1[0], p2[0], p3[0]), blend(p0[1], p1[1], p2[1], p3[1])]);
    }
  }
  smooth.push(through[through.length - 1] as Point);
  return smooth.map((point, i) => {
    const before = smooth[Math.max(0, i - 1)] as Point;
    const after = smooth[Math.min(smooth.length - 1, i + 1)] as Point;
    const length = distance(before, after) || 1;
    const calm = Math.min(1, i / 6, (smooth.length - 1 - i) / 6);
    const swing = calm * (1.5 * noise1(seed, i / 6) + 0.6 * noise1(seed + 1, i / 2.3));
    return [point[0] - ((after[1] - before[1]) / length) * swing, point[1] + ((after[0] - before[0]) / length) * swing];
  });
}

/** Kilometres along a line to the point of it nearest to `point`. */
export function chainageAt(line: readonly Point[], point: Point): number {
  let best = 0;
  let least = Infinity;
  let run = 0;
  for (let i = 0; i + 1 < line.length; i += 1) {
    const [a, b] = [line[i] as Point, line[i + 1] as Point];
    const length = distance(a, b);
    const share = Math.max(
      0,
      Math.min(1, ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / (length * length || 1)),
    );
    const gap = distance(point, between(a, b, share));
    if (gap < least) [best, least] = [run + share * length, gap];
    run += length;
  }
  return best;
}

/** The point of a line at a chainage, km from its first point. */
export function pointAt(line: readonly Point[], chainage: number): Point {
  let run = 0;
  for (let i = 0; i + 1 < line.length; i += 1) {
    const [a, b] = [line[i] as Point, line[i + 1] as Point];
    const length = distance(a, b);
    if (run + length >= chainage) return between(a, b, Math.max(0, (chainage - run) / (length || 1)));
    run += length;
  }
  return line[line.length - 1] as Point;
}

const km = (value: number): number => Math.round(value * 100) / 100;

export function generateWaters(seed: number): Watercourse[] {
  const lines = new Map<number, Point[]>();
  const rivers = COURSES.map(({ id, names, order, through, into }): Watercourse => {
    const line = meander(hashLabel(seed, names.zh), through);
    let flowsInto: Watercourse['into'];
    if (into !== undefined) {
      const host = lines.get(into) as Point[];
      const chainage = km(chainageAt(host, line[line.length - 1] as Point));
      line[line.length - 1] = pointAt(host, chainage);
      flowsInto = { id: into, chainage };
    }
    lines.set(id, line);
    return { id, kind: 'river', names, order, line: line.map(toDegrees), ...(flowsInto ? { into: flowsInto } : {}) };
  });
  const lakes = LAKES.map(({ id, names, at, size, turn }): Watercourse => {
    const shore = hashLabel(seed, names.zh);
    const ring: Position[] = Array.from({ length: 48 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 48;
      const r =
        1 + 0.22 * noise1(shore, i < 24 ? i / 5 : (48 - i) / 5) + 0.04 * noise1(shore + 1, (i < 24 ? i : 48 - i) / 2);
      const [x, y] = [size[0] * r * Math.cos(angle), size[1] * r * Math.sin(angle)];
      return toDegrees([
        at[0] + x * Math.cos(turn) - y * Math.sin(turn),
        at[1] + x * Math.sin(turn) + y * Math.cos(turn),
      ]);
    });
    ring.push(ring[0] as Position);
    return { id, kind: 'lake', names, order: 1, line: ring };
  });
  return [...rivers, ...lakes];
}

export const planeLine = (water: Watercourse): Point[] => water.line.map(toPlane);
