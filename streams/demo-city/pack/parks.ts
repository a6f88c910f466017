import type { Names } from '../../contracts/pack.ts';
import type { Point } from '../plane.ts';

/** Industries of the enterprises and the parks they crowd in. */
export type Industry = 'power' | 'cement' | 'chemical' | 'steel' | 'coating' | 'sewage' | 'other';

export const INDUSTRIES: Readonly<Record<Industry, Names>> = Object.freeze({
  power: { zh: '火电热力', en: 'Power and heat' },
  cement: { zh: '水泥建材', en: 'Cement and building materials' },
  chemical: { zh: '化工', en: 'Chemicals' },
  steel: { zh: '钢铁铸造', en: 'Steel and foundry' },
  coating: { zh: '表面涂装', en: 'Surface coating' },
  sewage: { zh: '污水处理', en: 'Sewage treatment' },
  other: { zh: '其他', en: 'Other' },
});

/** Reference oxygen of the stacks' limits, percent (GB 13223, GB 4915, GB 13271, ultra-low plans). */
export const REFERENCE_OXYGEN: Readonly<Record<Industry, number>> = Object.freeze({
  power: 6,
  cement: 10,
  chemical: 9,
  steel: 16,
  coating: 9,
  sewage: 0,
  other: 9,
});

/** Of 800 outlets. */
export const OUTLETS: Readonly<Record<Industry, number>> = Object.freeze({
  power: 56,
  cement: 120,
  chemical: 190,
  steel: 90,
  coating: 150,
  sewage: 94,
  other: 100,
});

export interface Park {
  readonly names: Names;
  readonly industry: Industry;
  readonly at: Point;
  /** One sigma of where its firms stand, km. */
  readonly spread: number;
  /** Share of the industry's outlets. */
  readonly share: number;
}

export const PARKS: readonly Park[] = Object.freeze([
  {
    names: { zh: '西溪化工园区', en: 'Xixi Chemical Park' },
    industry: 'chemical',
    at: [39, 11.5],
    spread: 1.7,
    share: 0.42,
  },
  {
    names: { zh: '东埠砖瓦窑群', en: 'Dongbu Brick Kilns' },
    industry: 'cement',
    at: [14, -37],
    spread: 1.8,
    share: 0.36,
  },
  {
    names: { zh: '水岗建材园', en: 'Shuigang Building Materials Park' },
    industry: 'cement',
    at: [-8, 36],
    spread: 1.6,
    share: 0.2,
  },
  {
    names: { zh: '松店涂装园', en: 'Songdian Coating Park' },
    industry: 'coating',
    at: [14.5, 17],
    spread: 1.8,
    share: 0.36,
  },
  { names: { zh: '清河铸造园', en: 'Qinghe Foundry Park' }, industry: 'steel', at: [-26, -6], spread: 2, share: 0.34 },
  {
    names: { zh: '青岩铸造园', en: 'Qingyan Foundry Park' },
    industry: 'steel',
    at: [33, 30],
    spread: 1.8,
    share: 0.28,
  },
  { names: { zh: '云城热电', en: 'Yuncheng Heat and Power' }, industry: 'power', at: [4, 5], spread: 3, share: 0.16 },
]);
