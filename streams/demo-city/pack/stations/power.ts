import type { Names } from '../../../contracts/pack.ts';
import { COUNTIES } from '../counties.ts';
import { FIRM_FIRST, FIRM_SECOND, join, unused } from '../syllables.ts';
import type { Spot } from '../places.ts';
import type { Draft, Ground } from './draft.ts';

/**
 * Power meters: a pair (production, treatment) for every outlet with an analyser, and pairs of small firms that have
 * none.
 */

const METERS = 3000;
const PRODUCTION = ['d20105', 'd20101', 'd20112', 'd20120'] as const;
const TREATMENT = ['d30112', 'd30120'] as const;
const SMALL_FIRMS: readonly (readonly [zh: string, en: string])[] = [
  ['木业', 'Timber'],
  ['塑业', 'Plastics'],
  ['五金', 'Hardware'],
  ['板材', 'Boards'],
  ['橡胶', 'Rubber'],
  ['石材', 'Stone'],
  ['印刷', 'Printing'],
  ['机械', 'Machinery'],
  ['砂石', 'Aggregates'],
  ['家具', 'Furniture'],
];

export function powerStations({ draw, places, taken }: Ground, enterprises: readonly Draft[]): Draft[] {
  const meters: Draft[] = [];
  const pair = (owner: Names, { position, village }: Spot, enterpriseIndex?: number): void => {
    const rated =
      Math.round((enterpriseIndex === undefined ? 40 + 260 * draw.next() ** 2 : 150 + 1350 * draw.next() ** 2) / 10) *
      10;
    const share = draw.between(0.12, 0.26);
    const link = enterpriseIndex === undefined ? {} : { enterpriseIndex };
    const meter = (role: 'production' | 'treatment', zh: string, en: string, kw: number): Draft => ({
      kind: 'power',
      names: { zh: `${owner.zh} ${zh}`, en: `${owner.en} ${en}` },
      position,
      at: village,
      st: '44',
      factors: role === 'production' ? [...PRODUCTION] : [...TREATMENT],
      period: 60,
      basis: 'rtd',
      isPublic: false,
      power: { rated: kw, role },
      ...link,
    });
    meters.push(
      meter('production', '生产用电', 'Production Power', rated),
      meter('treatment', '治污用电', 'Treatment Power', Math.max(5, Math.round(rated * share))),
    );
  };
  enterprises.forEach((enterprise, i) =>
    pair(enterprise.names, { position: enterprise.position, village: enterprise.at }, i),
  );
  while (meters.length < METERS) {
    const owner = unused(taken, draw, () => {
      const [zh, en] = draw.pick(SMALL_FIRMS);
      const base = join(draw.pick(FIRM_FIRST), draw.pick(FIRM_SECOND));
      return { zh: `${base.zh}${zh}`, en: `${base.en} ${en}` };
    });
    const county = draw.pick(COUNTIES);
    pair(owner, places.near(county.seat, county.kind === 'district' ? 5 : 9, draw));
  }
  return meters.slice(0, METERS);
}
