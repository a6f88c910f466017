import type { CityPack, Position, Region, Station } from '../../streams/contracts/pack.ts';

/** Square around a point, closed, anticlockwise; half a side in degrees. */
const square = ([longitude, latitude]: Position, half: number): Position[] => [
  [longitude - half, latitude - half],
  [longitude + half, latitude - half],
  [longitude + half, latitude + half],
  [longitude - half, latitude + half],
  [longitude - half, latitude - half],
];

const centre: Position = [115.4, 35.2];
const department = { zh: '生态环境分局', en: 'Ecology and environment bureau' };
const SIX = ['a34004', 'a34002', 'a05024', 'a21004', 'a21026', 'a21005'];
const permit = { zh: '排污许可', en: 'permit' };

const air = (id: number, zh: string, position: Position): Station => ({
  id,
  device: `AIR${String(id).padStart(13, '0')}`,
  kind: 'national',
  names: { zh, en: `Station ${id}` },
  position,
  county: 2,
  township: 3,
  village: 0,
  st: '22',
  factors: SIX,
  period: 60,
  basis: 'rtd',
  isPublic: true,
});

const regions: readonly Region[] = [
  {
    id: 1,
    level: 'city',
    parent: null,
    code: '990000',
    names: { zh: '小城', en: 'Small' },
    centre,
    ring: square(centre, 0.2),
    responsible: department,
  },
  {
    id: 2,
    level: 'county',
    parent: 1,
    code: '990001',
    names: { zh: '一县', en: 'First' },
    centre,
    ring: square(centre, 0.1),
    responsible: department,
  },
  {
    id: 3,
    level: 'township',
    parent: 2,
    code: '990001001',
    names: { zh: '一镇', en: 'First town' },
    centre,
    ring: square(centre, 0.05),
    responsible: department,
  },
  {
    id: 4,
    level: 'village',
    parent: 3,
    code: '990001001001',
    names: { zh: '一村', en: 'First village' },
    centre,
    ring: square(centre, 0.01),
    responsible: department,
  },
];

const stations: readonly Station[] = [
  air(1, '甲站', [115.4, 35.2]),
  air(2, '乙站', [115.41, 35.21]),
  { ...air(100, '一镇站', [115.39, 35.19]), device: 'TWN0000000000001', kind: 'township', isPublic: false },
  {
    id: 200,
    device: 'WAT0000000000001',
    kind: 'water',
    names: { zh: '一桥', en: 'First bridge' },
    position: [115.38, 35.2],
    county: 2,
    township: 3,
    village: 0,
    st: '21',
    factors: ['w01001', 'w01009', 'w01019', 'w21003', 'w21011'],
    period: 14_400,
    basis: 'rtd',
    isPublic: true,
    river: { id: 1, chainage: 4 },
    targetClass: 3,
  },
  {
    id: 300,
    device: 'ENT0000000000001',
    kind: 'enterprise',
    names: { zh: '一厂', en: 'First works' },
    position: [115.402, 35.203],
    county: 2,
    township: 3,
    village: 4,
    st: '31',
    factors: ['a21026', 'a21002'],
    units: { a21026: 'g/m³' },
    period: 60,
    basis: 'minute',
    isPublic: false,
    outlet: 'stack',
    industry: { zh: '建材', en: 'Building materials' },
    limits: [
      { factor: 'a21026', statistic: 'hour', value: '35', source: permit, clause: '许可证 99-1' },
      { factor: 'a21002', statistic: 'hour', value: '50', source: permit, clause: '许可证 99-1' },
    ],
  },
  {
    id: 400,
    device: 'DUS0000000000001',
    kind: 'site_dust',
    names: { zh: '一工地', en: 'First site' },
    position: [115.4035, 35.204],
    county: 2,
    township: 3,
    village: 0,
    st: '39',
    factors: ['a34002', 'LA'],
    period: 60,
    basis: 'rtd',
    isPublic: false,
  },
];

const city: CityPack['city'] = {
  id: 'small',
  names: { zh: '小城', en: 'Small' },
  centreNames: { zh: '小城指挥中心', en: 'Small centre' },
  timezone: 'Asia/Shanghai',
  centre,
  bounds: [115.2, 35, 115.6, 35.4],
  centralMeridian: 115,
  synthetic: true,
};

const waters: CityPack['waters'] = [
  {
    id: 1,
    kind: 'river',
    names: { zh: '一河', en: 'First river' },
    order: 1,
    line: [
      [115.3, 35.1],
      [115.5, 35.3],
    ],
  },
];

/**
 * A city of six stations: what tests of other rooms import where the demo city would be too much. Deterministic; every
 * call makes its own copy.
 */
export const smallPack = (): CityPack => structuredClone({ city, regions, stations, waters, relief: null });
