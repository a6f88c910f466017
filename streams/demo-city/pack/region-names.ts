import type { Names } from '../../contracts/pack.ts';
import { distance, type Point } from '../plane.ts';
import { type Random, random } from '../random.ts';
import { COUNTIES } from './counties.ts';
import { type Plan, TOWNSHIPS } from './division-plan.ts';
import { join, PLACE_FIRST, PLACE_SECOND, SURNAMES, unused, VILLAGE_HEADS, VILLAGE_TAILS } from './syllables.ts';

export interface TownshipName {
  readonly names: Names;
  /** Without its suffix. */
  readonly base: Names;
  readonly urban: boolean;
}

/** Names of the townships in the order of the plan: fixed ones for those that scenarios know, drawn ones else. */
export function townshipNames(seed: number, { tessellation, divisions }: Plan): TownshipName[] {
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

export function villageName(taken: Set<string>, draw: Random, urban: boolean): Names {
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
