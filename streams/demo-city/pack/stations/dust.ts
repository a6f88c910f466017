import type { Names, StationLimit } from '../../../contracts/pack.ts';
import { between, type Point } from '../../plane.ts';
import { FIRST_COUNTY } from '../regions.ts';
import { COUNTIES } from '../counties.ts';
import { ESTATE_FIRST, ESTATE_SECOND, join, unused } from '../syllables.ts';
import { type Draft, type Ground, WEATHER } from './draft.ts';

/** Road-dust and construction-site dust monitors. */

const FACTORS = ['a34001', 'a34002', 'a34004', 'LA', ...WEATHER] as const;

/** GB 3095 has no 1 h PM10 limit: what binds a site is the city's own rule. */
const rule = (source: Names, clause: string): readonly StationLimit[] =>
  Object.freeze([{ factor: 'a34002', statistic: 'hour', value: '150', source, clause }]);
const SITE_RULE = rule({ zh: '市扬尘办法', en: 'City dust rule' }, '云州市建设工程扬尘管理办法 第十二条');
const ROAD_RULE = rule({ zh: '市道路扬尘办法', en: 'City road-dust rule' }, '云州市道路扬尘管理办法 第九条');

const seat = (zh: string): Point => (COUNTIES.find(({ short }) => short.zh === zh) as (typeof COUNTIES)[number]).seat;
const ROADS: readonly { readonly names: Names; readonly from: Point; readonly to: Point; readonly monitors: number }[] =
  [
    { names: { zh: 'G240 石桥段', en: 'G240 Shiqiao' }, from: seat('石桥'), to: seat('云城'), monitors: 6 },
    { names: { zh: 'G240 白鹭段', en: 'G240 Bailu' }, from: seat('澜东'), to: seat('白鹭'), monitors: 6 },
    { names: { zh: 'G327 青石段', en: 'G327 Qingshi' }, from: seat('云城'), to: seat('青石'), monitors: 7 },
    { names: { zh: 'G327 松岭段', en: 'G327 Songling' }, from: seat('清河'), to: seat('松岭'), monitors: 6 },
    { names: { zh: 'S247 安丰段', en: 'S247 Anfeng' }, from: seat('高新'), to: seat('安丰'), monitors: 6 },
    { names: { zh: 'S319 临溪段', en: 'S319 Linxi' }, from: seat('清河'), to: seat('临溪'), monitors: 6 },
    { names: { zh: 'S252 泉山段', en: 'S252 Quanshan' }, from: seat('清河'), to: seat('泉山'), monitors: 5 },
    { names: { zh: '北环路', en: 'North Ring Road' }, from: [-12, 10], to: [18, 10], monitors: 5 },
    { names: { zh: '滨河大道', en: 'Riverside Avenue' }, from: [-14, 0], to: [16, -13], monitors: 5 },
    { names: { zh: '东埠窑场路', en: 'Dongbu Kiln Road' }, from: [8, -30], to: [18, -38], monitors: 4 },
  ];

export function roadDustStations({ draw, places, round, taken }: Ground): Draft[] {
  return ROADS.flatMap(({ names, from, to, monitors }) =>
    Array.from({ length: monitors }, (_, i): Draft => {
      const number = round * monitors + i + 1;
      const { position, village } = places.near(between(from, to, (i + 0.5) / monitors), 0.5, draw);
      const own = { zh: `${names.zh} ${number} 号`, en: `${names.en} No. ${number}` };
      taken.add(own.zh);
      return {
        kind: 'road_dust',
        names: own,
        position,
        at: village,
        st: '39',
        factors: [...FACTORS],
        period: 60,
        basis: 'rtd',
        isPublic: false,
        limits: ROAD_RULE,
      };
    }),
  );
}

const SITES = 1000;
/** Sites whose names the wall's scenarios use, with the township they stand in. */
const NAMED: readonly (readonly [zh: string, en: string, township: string])[] = [
  ['澜东万和城 B 区', 'Landong Wanhe Town Lot B', '玉岭镇'],
  ['地铁 2 号线 6 标', 'Metro Line 2 Lot 6', '和潭街道'],
  ['北环高架 3 标', 'North Ring Viaduct Lot 3', '新桥街道'],
];
/** Where building goes on: share of the sites and reach about the seat, km. */
const BUILDING: readonly (readonly [county: string, share: number, reach: number])[] = [
  ['云城', 0.23, 5.5],
  ['澜东', 0.2, 5.5],
  ['清河', 0.11, 4.5],
  ['高新', 0.15, 4.2],
  ['石桥', 0.07, 4],
  ['临溪', 0.05, 3.5],
  ['安丰', 0.05, 3.5],
  ['白鹭', 0.05, 3.5],
  ['青石', 0.06, 4],
  ['松岭', 0.02, 3],
  ['泉山', 0.01, 2.5],
];
const TYPES: readonly (readonly [zh: string, en: string])[] = [
  ['城', 'Town'],
  ['府', 'Residence'],
  ['花园', 'Garden'],
  ['广场', 'Plaza'],
  ['科创园', 'Innovation Park'],
  ['中心', 'Centre'],
  ['名邸', 'Mansion'],
  ['新苑', 'Court'],
];
const WORKS: readonly (readonly [zh: string, en: string])[] = [
  ['污水管网', 'Sewer Works'],
  ['道路改造', 'Road Works'],
  ['安置房', 'Resettlement Housing'],
  ['产业园', 'Industrial Park'],
  ['医院扩建', 'Hospital Extension'],
  ['学校新建', 'New School'],
  ['棚改', 'Renewal'],
];

export function siteDustStations(ground: Ground): Draft[] {
  const { draw, places, round, taken } = ground;
  const draft = (names: Names, spot: { position: Draft['position']; village: Draft['at'] }): Draft => ({
    kind: 'site_dust',
    names,
    position: spot.position,
    at: spot.village,
    st: '39',
    factors: [...FACTORS],
    period: 60,
    basis: 'rtd',
    isPublic: false,
    limits: SITE_RULE,
    // One in twelve sends particles in mg/m3.
    ...(draw.next() < 0.083 ? { units: { a34001: 'mg/m³', a34002: 'mg/m³', a34004: 'mg/m³' } } : {}),
  });
  const sites: Draft[] = [];
  if (round === 0) {
    for (const [zh, en, town] of NAMED) {
      const { id } = ground.township(town);
      taken.add(zh);
      sites.push(draft({ zh, en }, places.within(draw.pick(places.villagesOf(id)), draw)));
    }
  }
  while (sites.length < SITES) {
    let pick = draw.next();
    const chosen = BUILDING.find(([, share]) => (pick -= share) < 0) ?? BUILDING[0];
    if (!chosen) break;
    const index = COUNTIES.findIndex(({ short }) => short.zh === chosen[0]);
    const { short, seat: at } = COUNTIES[index] as (typeof COUNTIES)[number];
    const spot = places.near(at, chosen[2], draw, FIRST_COUNTY + index);
    sites.push(
      draft(
        unused(taken, draw, () => siteName(ground, short)),
        spot,
      ),
    );
  }
  return sites;
}

function siteName({ draw }: Ground, county: Names): Names {
  const style = draw.next();
  const letter = 'ABCDE'.charAt(draw.index(5));
  if (style < 0.06) {
    const [line, lot] = [1 + draw.index(4), 1 + draw.index(18)];
    return { zh: `地铁 ${line} 号线 ${lot} 标`, en: `Metro Line ${line} Lot ${lot}` };
  }
  if (style < 0.3) {
    const [zh, en] = draw.pick(WORKS);
    const lot = 1 + draw.index(9);
    const estate = join(draw.pick(ESTATE_FIRST), draw.pick(ESTATE_SECOND));
    return { zh: `${county.zh}${estate.zh}${zh} ${lot} 标`, en: `${county.en} ${estate.en} ${en} Lot ${lot}` };
  }
  const estate = join(draw.pick(ESTATE_FIRST), draw.pick(ESTATE_SECOND));
  const [zh, en] = draw.pick(TYPES);
  return draw.next() < 0.5
    ? { zh: `${county.zh}${estate.zh}${zh} ${letter} 区`, en: `${county.en} ${estate.en} ${en} Lot ${letter}` }
    : phase(`${estate.zh}${zh}`, `${estate.en} ${en}`, draw.index(2));
}

const phase = (zh: string, en: string, index: number): Names => ({
  zh: `${zh}${'一二'.charAt(index)}期`,
  en: `${en} Phase ${index + 1}`,
});
