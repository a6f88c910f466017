import type { Names } from '../../../contracts/pack.ts';
import { distance, type Point, toPlane } from '../../plane.ts';
import { FIRST_COUNTY } from '../regions.ts';
import { COUNTIES } from '../counties.ts';
import { unused } from '../syllables.ts';
import { type Draft, type Ground, SIX_GASES_AND_DUST, WEATHER } from './draft.ts';

/** National and township air stations. */

const NATIONAL: readonly (readonly [zh: string, en: string, county: string])[] = [
  ['市环境监测站', 'Central Station', '云城'],
  ['人民公园', "People's Park", '云城'],
  ['云城实验中学', 'Yuncheng Experimental School', '云城'],
  ['和平北路', 'Heping North Road', '云城'],
  ['澜东实验小学', 'Landong School', '澜东'],
  ['澜东区政府', 'Landong Government', '澜东'],
  ['澜东植物园', 'Landong Botanical Garden', '澜东'],
  ['清河区政府', 'Qinghe Government', '清河'],
  ['清河公园', 'Qinghe Park', '清河'],
  ['高新区管委会', 'Hi-tech Park', '高新'],
  ['高新科技园', 'Science Park', '高新'],
  ['新桥街道办', 'Xinqiao Subdistrict', '高新'],
  ['石桥市政府', 'Shiqiao Government', '石桥'],
  ['石桥二中', 'Shiqiao No. 2 School', '石桥'],
  ['临溪县政府', 'Linxi Government', '临溪'],
  ['安丰县政府', 'Anfeng Government', '安丰'],
  ['白鹭县政府', 'Bailu Government', '白鹭'],
  ['青石化工园站', 'Qingshi Chemical Park Station', '青石'],
  ['青石县政府', 'Qingshi Government', '青石'],
  ['松岭县政府', 'Songling Government', '松岭'],
  ['泉山县政府', 'Quanshan Government', '泉山'],
];

/** A kilometre to the south-east of the chemical park, where the winter wind carries its plume. */
const DOWNWIND_OF_PARK: Point = [40.2, 9.9];
/** National stations of one round keep this distance, as siting rules want them spread over the built-up area. */
const APART_KM = 3;

export function nationalStations({ draw, round, places, taken }: Ground): Draft[] {
  const standing = new Map<number, number>();
  const points: Point[] = [];
  return NATIONAL.map(([zh, en, county]) => {
    const index = COUNTIES.findIndex(({ short }) => short.zh === county);
    const names: Names = round === 0 ? { zh, en } : { zh: `${zh}${round + 1} 号`, en: `${en} ${round + 1}` };
    taken.add(names.zh);
    // The first of a county stands at its seat, the others a few kilometres round it; the park station at the park.
    const before = standing.get(index) ?? 0;
    standing.set(index, before + 1);
    const seat = zh === '青石化工园站' ? DOWNWIND_OF_PARK : (COUNTIES[index] as (typeof COUNTIES)[number]).seat;
    const spread = seat === DOWNWIND_OF_PARK ? 0.15 : before === 0 || zh.includes('政府') ? 0.6 : 4.2;
    let spot = places.near(seat, spread, draw, FIRST_COUNTY + index);
    for (
      let tries = 0;
      tries < 40 && spread > 1 && points.some((other) => distance(other, toPlane(spot.position)) < APART_KM);
      tries += 1
    )
      spot = places.near(seat, spread, draw, FIRST_COUNTY + index);
    const { position, village } = spot;
    points.push(toPlane(position));
    return {
      kind: 'national',
      names,
      position,
      at: village,
      st: '22',
      factors: [...SIX_GASES_AND_DUST, 'a21003', ...WEATHER],
      period: 60,
      basis: 'rtd',
      isPublic: true,
    };
  });
}

const TOWNSHIP_STATIONS = 152;

export function townshipStations({ draw, places, round, taken }: Ground): Draft[] {
  // Twenty of the 172 townships have none; which ones is drawn, those named in the plan always have one.
  const named = new Set(COUNTIES.flatMap((county) => county.townships.map((t) => t.base.zh)));
  const isNamed = (zh: string): boolean => named.has(zh.replace(/(街道|镇|乡)$/, ''));
  const chosen = [
    ...places.townships.filter((t) => isNamed(t.names.zh)),
    ...draw.shuffled(places.townships.filter((t) => !isNamed(t.names.zh))),
  ]
    .slice(0, TOWNSHIP_STATIONS)
    .sort((a, b) => a.id - b.id);
  return chosen.map((region) => {
    const names = unused(taken, draw, () =>
      round === 0
        ? { zh: `${region.names.zh}站`, en: `${region.names.en} Station` }
        : { zh: `${region.names.zh}${round + 1} 号站`, en: `${region.names.en} Station ${round + 1}` },
    );
    const centre = toPlane(region.centre);
    const nearest = [...places.villagesOf(region.id)].sort(
      (a, b) =>
        Math.hypot(toPlane(a.centre)[0] - centre[0], toPlane(a.centre)[1] - centre[1]) -
        Math.hypot(toPlane(b.centre)[0] - centre[0], toPlane(b.centre)[1] - centre[1]),
    );
    const { position, village } = places.within(nearest[round % nearest.length] as (typeof nearest)[number], draw);
    // One in eight reports gases in mg/m3, as older analysers do.
    const units = draw.next() < 0.125 ? { units: { a05024: 'mg/m³', a21004: 'mg/m³', a21026: 'mg/m³' } } : {};
    return {
      kind: 'township',
      names,
      position,
      at: village,
      st: '22',
      factors: [...SIX_GASES_AND_DUST, ...WEATHER],
      period: 60,
      basis: 'rtd',
      isPublic: false,
      ...units,
    };
  });
}
