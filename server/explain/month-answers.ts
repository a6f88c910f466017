import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import { addressText, checked, input, microText, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { unitOf } from './factor-text.ts';
import { indexText, type MonthStanding, rankAmong } from './month-standing.ts';
import { shownCell } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

/** What differs between the index and the rank of a month. */
type MonthAnswer = Pick<Explanation, 'title' | 'value' | 'check' | 'inputs'>;

/** When a month has an index. */
export const MONTH_RULE = words(
  '每一项都要有全部已结束日的四分之三',
  'three quarters of the closed days for every item',
);

/** The composite index, with the six items it is made of. @param days closed days of the month */
export function monthIndex(
  context: ExplainContext,
  { id, names }: RegistryRegion,
  { index, concentrations, counts }: MonthStanding,
  days: number,
): MonthAnswer {
  return {
    title: joined(names, words('本月综合指数', 'composite index of the month')),
    value: { number: index === null ? null : index / 1000, text: indexText(index) ?? 'NA', unit: '' },
    check: checked(shownCell(context, 'regions', id, 'index'), index, words('千分之一', 'thousandths')),
    inputs: paged(
      words('本月六项', 'six items of the month'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factorWords(factor),
          value: microText(concentrations[i] ?? null),
          unit: unitOf(factor),
          detail: `${counts[i]} / ${days}`,
          used: concentrations[i] !== null,
          reason: concentrations[i] === null ? words('日数不足', 'too few days') : null,
        }),
      ),
      context.page,
    ),
  };
}

/** The rank, with the regions compared. @param indices of the regions, by id */
export function monthRank(
  context: ExplainContext,
  region: RegistryRegion,
  rank: number | null,
  peers: readonly RegistryRegion[],
  indices: ReadonlyMap<number, number | null>,
): MonthAnswer {
  return {
    title: joined(region.names, words('本月排名', 'rank of the month')),
    value: shownWhole(rank),
    check: checked(shownCell(context, 'regions', region.id, 'rank'), rank),
    inputs: paged(
      words('参加比较的区域', 'regions compared'),
      peers
        .map(({ id, names }) => ({ id, names, value: indices.get(id) ?? null }))
        .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity) || a.id - b.id)
        .map(({ id, names, value }) =>
          input({
            label: words(names.zh, names.en),
            value: indexText(value),
            detail: value === null ? null : `${rankAmong(value, indices)}`,
            used: value !== null,
            reason: value === null ? MONTH_RULE : null,
            address: addressText('region', id, 'month.index'),
          }),
        ),
      context.page,
    ),
  };
}
