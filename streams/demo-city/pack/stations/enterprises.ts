import type { Names, StationLimit } from '../../../contracts/pack.ts';
import { COUNTIES } from '../counties.ts';
import { INDUSTRIES, type Industry, OUTLETS, REFERENCE_OXYGEN, type Park, PARKS } from '../parks.ts';
import { FIRM_FIRST, FIRM_SECOND, join, unused } from '../syllables.ts';
import type { Spot } from '../places.ts';
import type { Draft, Ground } from './draft.ts';

/** Enterprises with analysers: one station per outlet, with the limits of its discharge permit. */

type Limits = readonly (readonly [factor: string, value: string, cold?: string])[];
interface OutletType {
  readonly zh: string;
  readonly en: string;
  readonly outlet: 'stack' | 'outfall';
  readonly limits: Limits;
}
const stack = (zh: string, en: string, limits: Limits): OutletType => ({ zh, en, outlet: 'stack', limits });
const outfall = (zh: string, en: string, limits: Limits): OutletType => ({ zh, en, outlet: 'outfall', limits });

const COMBUSTION = (dust: string, so2: string, nox: string): Limits => [
  ['a34013', dust],
  ['a21026-stack', so2],
  ['a21002', nox],
];
const ULTRA_LOW = COMBUSTION('10', '35', '50');
const BOILER = COMBUSTION('20', '50', '150');
const SEWAGE_1A: Limits = [
  ['w01018', '50'],
  ['w21003', '5', '8'],
  ['w21011', '0.5'],
  ['w21001', '15'],
];
const INDUSTRIAL_WATER: Limits = [
  ['w01018', '80'],
  ['w21003', '10'],
  ['w21011', '1'],
  ['w21001', '30'],
];

interface Trade {
  readonly tails: readonly (readonly [zh: string, en: string])[];
  readonly outlets: readonly OutletType[];
}
const TRADES: Readonly<Record<Industry, Trade>> = {
  power: {
    tails: [
      ['热电', 'Heat and Power'],
      ['热力', 'Heating'],
      ['能源', 'Energy'],
    ],
    outlets: [
      stack('1 号机组', 'Unit 1', ULTRA_LOW),
      stack('2 号机组', 'Unit 2', ULTRA_LOW),
      stack('3 号锅炉', 'Boiler 3', ULTRA_LOW),
      stack('4 号锅炉', 'Boiler 4', ULTRA_LOW),
    ],
  },
  cement: {
    tails: [
      ['水泥', 'Cement'],
      ['建材', 'Building Materials'],
      ['砖瓦', 'Bricks'],
      ['陶瓷', 'Ceramics'],
      ['新材', 'New Materials'],
    ],
    outlets: [
      stack('窑尾', 'Kiln Tail', ULTRA_LOW),
      stack('窑头', 'Kiln Head', ULTRA_LOW),
      stack('隧道窑', 'Tunnel Kiln', COMBUSTION('20', '100', '150')),
      stack('烘干塔', 'Dryer', BOILER),
    ],
  },
  chemical: {
    tails: [
      ['化工', 'Chemicals'],
      ['精细化工', 'Fine Chemicals'],
      ['焦化', 'Coking'],
      ['农化', 'Agrochemicals'],
      ['医药', 'Pharma'],
      ['树脂', 'Resin'],
    ],
    outlets: [
      stack('1 号锅炉', 'Boiler 1', BOILER),
      stack('2 号锅炉', 'Boiler 2', BOILER),
      stack('焚烧炉', 'Incinerator', COMBUSTION('20', '50', '100')),
      outfall('总排口', 'Main Outfall', INDUSTRIAL_WATER),
      stack('RTO', 'RTO', [...COMBUSTION('20', '50', '100'), ['a24088', '60']]),
    ],
  },
  steel: {
    tails: [
      ['钢铁', 'Steel'],
      ['铸造', 'Foundry'],
      ['特钢', 'Special Steel'],
      ['锻压', 'Forging'],
    ],
    outlets: [
      stack('1 号炉', 'Furnace 1', ULTRA_LOW),
      stack('2 号炉', 'Furnace 2', ULTRA_LOW),
      stack('烧结机', 'Sinter', ULTRA_LOW),
      stack('热处理', 'Heat Treatment', BOILER),
    ],
  },
  coating: {
    tails: [
      ['涂装', 'Coating'],
      ['家具', 'Furniture'],
      ['汽配', 'Auto Parts'],
      ['喷涂', 'Spraying'],
      ['彩印', 'Printing'],
    ],
    outlets: [
      stack('RTO', 'RTO', [...COMBUSTION('20', '50', '100'), ['a24088', '50']]),
      stack('烘干室', 'Oven', [...COMBUSTION('20', '50', '150'), ['a24088', '60']]),
      outfall('总排口', 'Main Outfall', INDUSTRIAL_WATER),
    ],
  },
  sewage: {
    tails: [
      ['污水厂', 'Sewage Works'],
      ['水务', 'Water Services'],
      ['水质净化厂', 'Water Purification'],
    ],
    outlets: [outfall('总排口', 'Main Outfall', SEWAGE_1A), outfall('二期排口', 'Phase 2 Outfall', SEWAGE_1A)],
  },
  other: {
    tails: [
      ['食品', 'Foods'],
      ['纺织', 'Textiles'],
      ['纸业', 'Paper'],
      ['酒业', 'Spirits'],
      ['电子', 'Electronics'],
      ['再生资源', 'Recycling'],
    ],
    outlets: [
      outfall('总排口', 'Main Outfall', INDUSTRIAL_WATER),
      stack('1 号锅炉', 'Boiler 1', BOILER),
      stack('2 号锅炉', 'Boiler 2', BOILER),
    ],
  },
};

/** Outlets whose names the wall's scenarios use. */
const NAMED: readonly {
  readonly zh: string;
  readonly en: string;
  readonly industry: Industry;
  readonly township: string;
  readonly type: OutletType;
}[] = [
  {
    zh: '盛源化工 3 号锅炉',
    en: 'Shengyuan Chemicals Boiler 3',
    industry: 'chemical',
    township: '西溪镇',
    type: stack('', '', BOILER),
  },
  {
    zh: '丰华焦化 1 号焦炉',
    en: 'Fenghua Coking Oven 1',
    industry: 'chemical',
    township: '西溪镇',
    type: stack('', '', BOILER),
  },
  {
    zh: '青石热电 2 号机组',
    en: 'Qingshi Heat and Power Unit 2',
    industry: 'power',
    township: '西溪镇',
    type: stack('', '', ULTRA_LOW),
  },
  {
    zh: '云州水泥窑尾',
    en: 'Yunzhou Cement Kiln Tail',
    industry: 'cement',
    township: '水岗乡',
    type: stack('', '', ULTRA_LOW),
  },
  {
    zh: '联丰污水厂',
    en: 'Lianfeng Sewage Works',
    industry: 'sewage',
    township: '东埠镇',
    type: outfall('', '', SEWAGE_1A),
  },
  {
    zh: '鑫泰涂装 RTO',
    en: 'Xintai Coating RTO',
    industry: 'coating',
    township: '松店街道',
    type: stack('', '', [...COMBUSTION('20', '50', '100'), ['a24088', '50']]),
  },
  {
    zh: '宏达铸造 2 号',
    en: 'Hongda Foundry No. 2',
    industry: 'steel',
    township: '青岩乡',
    type: stack('', '', ULTRA_LOW),
  },
];

const STACK_FACTORS = ['a00000', 'a01011', 'a01012', 'a01013', 'a01014', 'a19001'] as const;
const OUTFALL_FACTORS = ['w00000', 'w01001', 'w01010', 'w01018', 'w21003', 'w21011', 'w21001', 'w01012'] as const;

/**
 * Outfalls are judged on days (GB 18918 limits are daily means); an hour over the limit is a forewarning, which the
 * permit's number serves too.
 */
function permitLimits(type: OutletType, licence: string): readonly StationLimit[] {
  const source: Names = { zh: '排污许可', en: 'Discharge permit' };
  const clause = `${licence} 表 ${type.outlet === 'stack' ? 3 : 5}`;
  const statistics = type.outlet === 'stack' ? (['hour'] as const) : (['hour', 'day'] as const);
  return Object.freeze(
    type.limits.flatMap(([factor, value, cold]) =>
      statistics.map((statistic) =>
        Object.freeze({ factor, statistic, value, ...(cold === undefined ? {} : { cold }), source, clause }),
      ),
    ),
  );
}

export function enterpriseStations(ground: Ground): Draft[] {
  const { draw, places, round, taken } = ground;
  let licences = 0;
  const draft = (names: Names, industry: Industry, type: OutletType, { position, village }: Spot): Draft => {
    licences += 1;
    const licence =
      `9137${String(9900 + (licences % 90))}MA` +
      `3${(round * 10_000 + licences).toString(36).toUpperCase().padStart(5, 'N')}P00` +
      `1${'PQRUVWX'.charAt(licences % 7)}`;
    const own = type.limits.map(([factor]) => factor);
    return {
      kind: 'enterprise',
      names,
      position,
      at: village,
      st: type.outlet === 'stack' ? '31' : '32',
      period: 60,
      basis: 'rtd',
      isPublic: false,
      outlet: type.outlet,
      factors: type.outlet === 'stack' ? [...STACK_FACTORS, ...own] : [...OUTFALL_FACTORS],
      industry: INDUSTRIES[industry],
      ...(type.outlet === 'stack' ? { gas: { referenceOxygen: REFERENCE_OXYGEN[industry] } } : {}),
      ...(industry === 'sewage' ? { standards: ['GB 18918 1A'] } : {}),
      limits: permitLimits(type, licence),
    };
  };
  const stations: Draft[] = [];
  const made = new Map<Industry, number>();
  const count = (industry: Industry): void => void made.set(industry, (made.get(industry) ?? 0) + 1);
  if (round === 0) {
    for (const { zh, en, industry, township, type } of NAMED) {
      taken.add(zh);
      stations.push(draft({ zh, en }, industry, type, places.near(ground.township(township).centre, 0.9, draw)));
      count(industry);
    }
  }
  for (const industry of Object.keys(OUTLETS) as Industry[]) {
    const { tails, outlets } = TRADES[industry];
    const parks = PARKS.filter((park) => park.industry === industry);
    let firm: { names: Names; spot: Spot } | null = null;
    while ((made.get(industry) ?? 0) < OUTLETS[industry]) {
      // One outlet in four belongs to the firm before it.
      if (!firm || draw.next() > 0.25) {
        const name = unused(taken, draw, () => {
          const [zh, en] = draw.pick(tails);
          const base = join(draw.pick(FIRM_FIRST), draw.pick(FIRM_SECOND));
          return { zh: `${base.zh}${zh}`, en: `${base.en} ${en}` };
        });
        firm = { names: name, spot: somewhere(ground, parks) };
      }
      const { names: owner, spot } = firm;
      const type = draw.pick(outlets);
      const names = { zh: `${owner.zh}${/^[\dA-Z]/.test(type.zh) ? ' ' : ''}${type.zh}`, en: `${owner.en} ${type.en}` };
      if (taken.has(names.zh)) {
        firm = null;
        continue;
      }
      taken.add(names.zh);
      stations.push(draft(names, industry, type, spot));
      count(industry);
    }
  }
  return stations;
}

/** In one of the industry's parks, else about the seat of some county. */
function somewhere({ draw, places }: Ground, parks: readonly Park[]): Spot {
  let pick = draw.next();
  const park = parks.find(({ share }) => (pick -= share) < 0);
  if (park) return places.near(park.at, park.spread, draw);
  const county = draw.pick(COUNTIES);
  return places.near(county.seat, county.kind === 'district' ? 5 : 8, draw);
}
