import type { Names, Position, Region } from '../../contracts/pack.ts';
import { centroid, distance, isInside, type Point } from '../plane.ts';
import { type Random, random } from '../random.ts';
import { type Borders, borders, ringOf } from './borders.ts';
import { CITY_CODE, CITY_NAMES, COUNTIES } from './counties.ts';
import { type Divisions, divide } from './divisions.ts';
import type { Outline } from './outline.ts';
import { join, PLACE_FIRST, PLACE_SECOND, SURNAMES, unused, VILLAGE_HEADS, VILLAGE_TAILS } from './syllables.ts';
import { type Tessellation, tessellate } from './tessellation.ts';

/** City 1, counties 2..12, townships 13..184, villages 185..1229. */
const TOWNSHIPS = 172;
const VILLAGES = 1045;
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

interface Plan {
  readonly tessellation: Tessellation;
  readonly divisions: Divisions;
  readonly lines: Borders;
}

/** A draw in which a region has a hole or two pieces is thrown away for the next: a few seeds in a hundred. */
function plan(seed: number, outline: Outline): Plan {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const tessellation = tessellate(seed + attempt, VILLAGES, outline);
    const divisions = divide(seed + attempt, TOWNSHIPS, tessellation);
    const lines = borders(seed, tessellation, outline);
    const whole = (group: Int16Array, groups: number): boolean =>
      Array.from({ length: groups }, (_, g) => g).every((g) => {
        const cells = tessellation.seeds.map((_, cell) => cell).filter((cell) => group[cell] === g);
        return cells.length > 0 && ringOf(cells, (cell) => group[cell] === g, tessellation, lines) !== null;
      });
    if (whole(divisions.countyOf, COUNTIES.length) && whole(divisions.townshipOf, TOWNSHIPS))
      return { tessellation, divisions, lines };
  }
  throw new RangeError(`no whole division of the city for seed ${seed}`);
}

function townshipNames(
  seed: number,
  { tessellation, divisions }: Plan,
): { names: Names; base: Names; urban: boolean }[] {
  const draw = random(seed, 'township names');
  const taken = new Set(COUNTIES.flatMap((county) => county.townships.map((t) => t.base.zh)));
  const centres = Array.from({ length: TOWNSHIPS }, (_, t): Point => {
    const own = tessellation.seeds.filter((__, cell) => divisions.townshipOf[cell] === t);
    return [own.reduce((sum, p) => sum + p[0], 0) / own.length, own.reduce((sum, p) => sum + p[1], 0) / own.length];
  });
  const given = new Map<number, { base: Names; kind: 'street' | 'town' | 'township' }>();
  COUNTIES.forEach((county, c) => {
    for (const wanted of county.townships) {
      // The township of the village nearest to the point: so a park's middle lies in the township named for it.
      const free = tessellation.seeds
        .map((_, cell) => cell)
        .filter((cell) => divisions.countyOf[cell] === c && !given.has(divisions.townshipOf[cell] as number));
      const gap = (cell: number): number => distance(tessellation.seeds[cell] as Point, wanted.at);
      const nearest = free.reduce((best, cell) => (gap(cell) < gap(best) ? cell : best));
      given.set(divisions.townshipOf[nearest] as number, wanted);
    }
  });
  return centres.map((centre, t) => {
    const county = COUNTIES[divisions.countyOfTownship[t] as number] as (typeof COUNTIES)[number];
    const fixed = given.get(t);
    const base = fixed?.base ?? unused(taken, draw, () => join(draw.pick(PLACE_FIRST), draw.pick(PLACE_SECOND)));
    const near = distance(centre, county.seat);
    const kind =
      fixed?.kind ??
      (county.kind === 'district'
        ? near < 11
          ? 'street'
          : 'town'
        : near < 6
          ? 'street'
          : draw.next() < 0.72
            ? 'town'
            : 'township');
    const suffix = { street: ['街道', 'Subdistrict'], town: ['镇', 'Town'], township: ['乡', 'Township'] }[kind] as [
      string,
      string,
    ];
    return { base, urban: kind === 'street', names: { zh: `${base.zh}${suffix[0]}`, en: `${base.en} ${suffix[1]}` } };
  });
}

function villageName(taken: Set<string>, draw: Random, urban: boolean): Names {
  return unused(taken, draw, () => {
    if (urban) {
      const base = join(draw.pick(PLACE_FIRST), draw.pick(PLACE_SECOND));
      return { zh: `${base.zh}社区`, en: `${base.en} Community` };
    }
    const style = draw.next();
    if (style < 0.4) return join(draw.pick(SURNAMES), draw.pick(VILLAGE_TAILS));
    if (style < 0.7) return join(draw.pick(VILLAGE_HEADS), draw.pick(SURNAMES), draw.pick(VILLAGE_TAILS));
    const base = join(draw.pick(PLACE_FIRST), draw.pick(PLACE_SECOND));
    return { zh: `${base.zh}村`, en: `${base.en} Village` };
  });
}

export function generateRegions(seed: number, outline: Outline): Region[] {
  const drawn = plan(seed, outline);
  const { tessellation, divisions, lines } = drawn;
  const cells = tessellation.seeds.map((_, cell) => cell);
  const ring = (own: readonly number[], isOwn: (cell: number) => boolean): Position[] =>
    ringOf(own, isOwn, tessellation, lines) as Position[];
  const regions: Region[] = [];
  const add = (
    id: number,
    level: Region['level'],
    parent: number | null,
    code: string,
    names: Names,
    outerRing: Position[],
    responsible: Names,
  ): void => {
    regions.push({ id, level, parent, code, names, centre: centreOf(outerRing), ring: outerRing, responsible });
  };

  add(
    CITY_REGION,
    'city',
    null,
    `${CITY_CODE}00`,
    CITY_NAMES,
    ring(cells, () => true),
    { zh: '云州市生态环境局', en: 'Yunzhou Ecology and Environment Bureau' },
  );
  COUNTIES.forEach((county, c) => {
    const own = cells.filter((cell) => divisions.countyOf[cell] === c);
    add(
      FIRST_COUNTY + c,
      'county',
      CITY_REGION,
      `${CITY_CODE}${county.code}`,
      county.names,
      ring(own, (cell) => divisions.countyOf[cell] === c),
      { zh: `市生态环境局${county.short.zh}分局`, en: `${county.short.en} Branch, Ecology and Environment Bureau` },
    );
  });

  const townships = townshipNames(seed, drawn);
  const order = new Map<number, number>();
  townships.forEach(({ names, base, urban }, t) => {
    const county = divisions.countyOfTownship[t] as number;
    const number = (order.get(county) ?? 0) + 1;
    order.set(county, number);
    const own = cells.filter((cell) => divisions.townshipOf[cell] === t);
    add(
      FIRST_TOWNSHIP + t,
      'township',
      FIRST_COUNTY + county,
      `${CITY_CODE}${(COUNTIES[county] as { code: string }).code}${pad(urban ? number : 100 + number, 3)}`,
      names,
      ring(own, (cell) => divisions.townshipOf[cell] === t),
      { zh: urban ? `${base.zh}街道办事处` : `${names.zh}人民政府`, en: `${names.en} Government` },
    );
  });

  const draw = random(seed, 'village names');
  const taken = new Set<string>();
  const villages = cells
    .slice()
    .sort((a, b) => (divisions.townshipOf[a] as number) - (divisions.townshipOf[b] as number) || a - b);
  const count = new Map<number, number>();
  villages.forEach((cell, v) => {
    const t = divisions.townshipOf[cell] as number;
    const number = (count.get(t) ?? 0) + 1;
    count.set(t, number);
    const parent = regions[FIRST_TOWNSHIP + t - 1] as Region;
    const names = villageName(taken, draw, (townships[t] as { urban: boolean }).urban);
    add(
      FIRST_VILLAGE + v,
      'village',
      parent.id,
      `${parent.code}${pad(199 + number, 3)}`,
      names,
      ring([cell], (other) => other === cell),
      { zh: `${names.zh}网格员`, en: `Grid officer of ${names.en}` },
    );
  });
  return regions;
}
