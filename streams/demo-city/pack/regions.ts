import type { Position, Region } from '../../contracts/pack.ts';
import { centroid, isInside } from '../plane.ts';
import { random } from '../random.ts';
import { ringOf } from './borders.ts';
import { CITY_CODE, CITY_NAMES, COUNTIES } from './counties.ts';
import { plan, type Plan, TOWNSHIPS } from './division-plan.ts';
import type { Outline } from './outline.ts';
import { type TownshipName, townshipNames, villageName } from './region-names.ts';

/** City 1, counties 2..12, townships 13..184, villages 185..1229. */
const CITY_REGION = 1;
export const FIRST_COUNTY = 2;
const FIRST_TOWNSHIP = FIRST_COUNTY + COUNTIES.length;
const FIRST_VILLAGE = FIRST_TOWNSHIP + TOWNSHIPS;

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** The middle of mass, or a point of the ring's inside nearest to it where the shape bends around it. */
function centreOf(ring: readonly Position[]): Position {
  const [x, y] = centroid(ring);
  const round = (v: number): number => Math.round(v * 1e6) / 1e6;
  if (isInside([x, y], ring)) return [round(x), round(y)];
  let best: Position = ring[0] as Position;
  let least = Infinity;
  for (let i = 0; i + 2 < ring.length; i += 1) {
    const [a, b, c] = [ring[i], ring[i + 1], ring[i + 2]] as [Position, Position, Position];
    const middle: Position = [round((a[0] + b[0] + c[0]) / 3), round((a[1] + b[1] + c[1]) / 3)];
    const gap = Math.hypot(middle[0] - x, middle[1] - y);
    if (gap < least && isInside(middle, ring)) [best, least] = [middle, gap];
  }
  return best;
}

/** The regions under way: each level is added below the ones before. */
class Regions {
  readonly list: Region[] = [];
  readonly plan: Plan;
  readonly cells: readonly number[];

  constructor(drawn: Plan) {
    this.plan = drawn;
    this.cells = drawn.tessellation.seeds.map((_, cell) => cell);
  }

  /** Adds the region of the cells that are its own. */
  add(region: Omit<Region, 'ring' | 'centre'>, isOwn: (cell: number) => boolean): void {
    const { tessellation, lines } = this.plan;
    const ring = ringOf(this.cells.filter(isOwn), isOwn, tessellation, lines) as Position[];
    const { id, level, parent, code, names, responsible } = region;
    this.list.push({ id, level, parent, code, names, centre: centreOf(ring), ring, responsible });
  }
}

function addCounties(regions: Regions): void {
  const { countyOf } = regions.plan.divisions;
  COUNTIES.forEach((county, c) => {
    regions.add(
      {
        id: FIRST_COUNTY + c,
        level: 'county',
        parent: CITY_REGION,
        code: `${CITY_CODE}${county.code}`,
        names: county.names,
        responsible: {
          zh: `市生态环境局${county.short.zh}分局`,
          en: `${county.short.en} Branch, Ecology and Environment Bureau`,
        },
      },
      (cell) => countyOf[cell] === c,
    );
  });
}

function addTownships(regions: Regions, townships: readonly TownshipName[]): void {
  const { divisions } = regions.plan;
  const order = new Map<number, number>();
  townships.forEach(({ names, base, urban }, t) => {
    const county = divisions.countyOfTownship[t] as number;
    const number = (order.get(county) ?? 0) + 1;
    order.set(county, number);
    regions.add(
      {
        id: FIRST_TOWNSHIP + t,
        level: 'township',
        parent: FIRST_COUNTY + county,
        code: `${CITY_CODE}${(COUNTIES[county] as { code: string }).code}${pad(urban ? number : 100 + number, 3)}`,
        names,
        responsible: { zh: urban ? `${base.zh}街道办事处` : `${names.zh}人民政府`, en: `${names.en} Government` },
      },
      (cell) => divisions.townshipOf[cell] === t,
    );
  });
}

function addVillages(regions: Regions, seed: number, townships: readonly TownshipName[]): void {
  const { divisions } = regions.plan;
  const draw = random(seed, 'village names');
  const taken = new Set<string>();
  const villages = regions.cells
    .slice()
    .sort((a, b) => (divisions.townshipOf[a] as number) - (divisions.townshipOf[b] as number) || a - b);
  const count = new Map<number, number>();
  villages.forEach((cell, v) => {
    const t = divisions.townshipOf[cell] as number;
    const number = (count.get(t) ?? 0) + 1;
    count.set(t, number);
    const parent = regions.list[FIRST_TOWNSHIP + t - 1] as Region;
    const names = villageName(taken, draw, (townships[t] as { urban: boolean }).urban);
    regions.add(
      {
        id: FIRST_VILLAGE + v,
        level: 'village',
        parent: parent.id,
        code: `${parent.code}${pad(199 + number, 3)}`,
        names,
        responsible: { zh: `${names.zh}网格员`, en: `Grid officer of ${names.en}` },
      },
      (other) => other === cell,
    );
  });
}

export function generateRegions(seed: number, outline: Outline): Region[] {
  const regions = new Regions(plan(seed, outline));
  regions.add(
    {
      id: CITY_REGION,
      level: 'city',
      parent: null,
      code: `${CITY_CODE}00`,
      names: CITY_NAMES,
      responsible: { zh: '云州市生态环境局', en: 'Yunzhou Ecology and Environment Bureau' },
    },
    () => true,
  );
  addCounties(regions);
  const townships = townshipNames(seed, regions.plan);
  addTownships(regions, townships);
  addVillages(regions, seed, townships);
  return regions.list;
}
