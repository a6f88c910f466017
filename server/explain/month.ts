import { DateTime } from 'luxon';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { MonthDays } from '../recompute/mod.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import { compositeVariantAt } from '../standards/mod.ts';
import { explanationOf } from './builder.ts';
import { citeComposite } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { MONTH_RULE, monthIndex, monthRank } from './month-answers.ts';
import { monthStanding, monthUpTo, rankAmong } from './month-standing.ts';
import { indexTerms, rankSteps } from './month-steps.ts';
import { regionSubject } from './subjects.ts';
import { startOfToday } from './today.ts';
import { words } from './words.ts';

/**
 * `month.index`, `month.rank`: composite index of the closed days of the month and the place it gives (HJ 663; variant
 * named).
 */
export async function explainMonth(
  context: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  quantity: 'index' | 'rank',
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the ranking is of the present month');
  const today = startOfToday(context);
  const [month, before] = [monthUpTo(today), monthUpTo(today.minus({ days: 1 }))];
  const isRank = quantity === 'rank';
  const all = [...context.registry.regions().values()];
  const peers = isRank ? all.filter(({ level }) => level === region.level) : [region];
  const rows = await context.ask.regionDays(
    peers.map(({ id }) => id),
    before.from < month.from ? before.from : month.from,
    month.until,
  );
  const byRegion = Map.groupBy(rows, (row) => row.region);
  const own = monthStanding(byRegion.get(region.id) ?? [], month);
  if (own.counts.every((count) => count === 0)) throw noValue(`no closed day of ${month.from} to ${month.until}`);
  const indicesOf = (days: MonthDays): Map<number, number | null> =>
    new Map(peers.map(({ id }) => [id, monthStanding(byRegion.get(id) ?? [], days).index]));
  const [indices, earlier] = [indicesOf(month), indicesOf(before)];
  const rank = rankAmong(own.index, indices);
  const rankBefore = rankAmong(earlier.get(region.id) ?? null, earlier);
  const variant = compositeVariantAt(month.from);
  return explanationOf(address, {
    subject: regionSubject(region),
    ...(isRank ? monthRank(context, region, rank, peers, indices) : monthIndex(context, region, own, month.days)),
    asOf: today.toUTC().toISO(),
    period: {
      from: DateTime.fromISO(month.from, { zone: today.zone }).toUTC().toISO() ?? '',
      until: today.toUTC().toISO(),
    },
    validity: {
      valid: Math.min(...own.counts),
      expected: month.days,
      isSufficient: own.index !== null,
      rule: MONTH_RULE,
      clause: 'HJ 663',
    },
    standards: [citeComposite(variant)],
    formula: {
      words: words(
        '六项浓度与限值之比加权求和；SO₂、NO₂、颗粒物取均值，CO 取第 95 百分位，O₃ 取第 90 百分位；越小越好',
        'weighted sum of concentration over limit of six items; means of SO₂, NO₂ and particles, P95 of CO, ' +
          'P90 of O₃; lower is better',
      ),
      symbols: 'I = Σ w · C / S',
    },
    steps: [...indexTerms(own, variant), ...(isRank ? rankSteps(rank, rankBefore) : [])],
    rounding: words(
      '综合指数三位小数，五成双，只在最后修约一次；并列同名次（1、1、3）',
      'three decimals, half to even, once at the end; equal indices share a rank (1, 1, 3)',
    ),
    notice: words(
      '日值未经审核，月度排名以发布为准',
      'days are unaudited; the published monthly ranking is what counts',
    ),
  });
}
