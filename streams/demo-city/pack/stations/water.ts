import type { Names, Watercourse } from '../../../contracts/pack.ts';
import { centroid, type Point, toDegrees, toPlane } from '../../plane.ts';
import { chainageAt, planeLine, pointAt } from '../rivers.ts';
import type { Outline } from '../outline.ts';
import type { Draft, Ground } from './draft.ts';

/** Surface-water stations: fourteen key sections first, then sixteen more, two of them on the lakes. */

interface Section {
  readonly names: Names;
  readonly water: number;
  readonly at: Point | 'entry' | 'exit' | 'mouth';
  readonly target: number;
  readonly key?: true;
}
const section = (zh: string, en: string, water: number, at: Section['at'], target: number, key?: true): Section => ({
  names: { zh, en },
  water,
  at,
  target,
  ...(key ? { key } : {}),
});

const SECTIONS: readonly Section[] = [
  section('入境断面', 'Inflow', 1, 'entry', 2, true),
  section('石桥断面', 'Shiqiao', 1, [-25, 25], 2, true),
  section('清河口断面', 'Qinghekou', 1, [-21, 8], 3, true),
  section('云城断面', 'Yuncheng', 1, [-4, -3], 3, true),
  section('澜东闸断面', 'Landong Sluice', 1, [16, -15], 3, true),
  section('白鹭渡断面', 'Bailu Ferry', 1, [36, -24], 3, true),
  section('出境断面', 'Outflow', 1, 'exit', 3, true),
  section('安丰桥断面', 'Anfeng Bridge', 2, [27, 32], 2, true),
  section('安河口断面', 'Anhe Mouth', 2, 'mouth', 3, true),
  section('松岭桥断面', 'Songling Bridge', 3, [-46, -10], 2, true),
  section('松河口断面', 'Songhe Mouth', 3, 'mouth', 3, true),
  section('青石桥断面', 'Qingshi Bridge', 4, [39, -5], 3, true),
  section('青溪口断面', 'Qingxi Mouth', 4, 'mouth', 3, true),
  section('临溪口断面', 'Linxi Mouth', 5, 'mouth', 3, true),
  section('云湖出库断面', 'Yunhu Outlet', 1, [-31, 33], 2),
  section('和潭断面', 'Hetan', 1, [4, -7], 3),
  section('下渡口断面', 'Xiadukou', 1, [50, -35], 3),
  section('安河源断面', 'Anhe Upper', 2, [37, 36], 2),
  section('青岩断面', 'Qingyan', 2, [21, 27], 3),
  section('高新桥断面', 'Gaoxin Bridge', 2, [7, 24], 3),
  section('松河源断面', 'Songhe Upper', 3, [-57, -16], 2),
  section('双集断面', 'Shuangji', 3, [-34, 0], 3),
  section('松岭下断面', 'Songling Lower', 3, [-40, -5], 3),
  section('青溪源断面', 'Qingxi Upper', 4, [62, 15], 2),
  section('西溪断面', 'Xixi', 4, [46, 5], 3),
  section('临溪源断面', 'Linxi Upper', 5, [-38, -38], 2),
  section('临溪桥断面', 'Linxi Bridge', 5, [-17, -33], 3),
  section('临溪下断面', 'Linxi Lower', 5, [2, -30], 3),
  section('云湖库心', 'Yunhu Centre', 6, 'mouth', 2),
  section('白鹭湖心', 'Bailu Lake Centre', 7, 'mouth', 3),
];
const RIVER_FACTORS = [
  'w01010',
  'w01001',
  'w01009',
  'w01014',
  'w01003',
  'w01019',
  'w21003',
  'w21011',
  'w21001',
] as const;
/** A border section stands this far inside the city, a mouth this far above the river it flows into. */
const INSIDE_KM = 3;
const ABOVE_MOUTH_KM = 2.5;

export function waterStations(
  { draw, places, round, taken }: Ground,
  waters: readonly Watercourse[],
  outline: Outline,
): Draft[] {
  const shift = round * 1.4;
  return SECTIONS.map(({ names, water, at, target, key }): Draft => {
    const course = waters.find(({ id }) => id === water) as Watercourse;
    const own = round === 0 ? names : { zh: `${names.zh}${round + 1}`, en: `${names.en} ${round + 1}` };
    taken.add(own.zh);
    if (course.kind === 'lake') {
      const { position, village } = places.near(centroid(course.line.map(toPlane)), 0.1 + shift, draw);
      return {
        kind: 'water',
        names: own,
        position,
        at: village,
        st: '21',
        factors: [...RIVER_FACTORS, 'w01016'],
        period: 300,
        basis: 'rtd',
        isPublic: true,
        river: { id: water, chainage: 0 },
        targetClass: target,
      };
    }
    const line = planeLine(course);
    const chainage = Math.round(100 * (chainageOf(line, at, outline) + shift)) / 100;
    const position = toDegrees(pointAt(line, chainage));
    const village = places.locate(position) ?? places.near(toPlane(position), 0.3, draw).village;
    return {
      kind: 'water',
      names: own,
      position,
      at: village,
      st: '21',
      factors: [...RIVER_FACTORS],
      period: 300,
      basis: 'rtd',
      isPublic: true,
      river: { id: water, chainage },
      targetClass: target,
      ...(key ? { key } : {}),
    };
  });
}

function chainageOf(line: readonly Point[], at: Section['at'], outline: Outline): number {
  const length = chainageAt(line, line[line.length - 1] as Point);
  if (at === 'mouth') return length - ABOVE_MOUTH_KM;
  if (at !== 'entry' && at !== 'exit') return chainageAt(line, at);
  const steps = Array.from({ length: Math.floor(length / 0.1) }, (_, i) => i * 0.1).filter(
    (km) => outline.margin(pointAt(line, km)) > 0,
  );
  return at === 'entry' ? (steps[0] as number) + INSIDE_KM : (steps[steps.length - 1] as number) - INSIDE_KM;
}
