import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { seriesStation } from '../../streams/contracts/factors.ts';
import { industryGroups } from '../../streams/contracts/industries.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { ExceedingRow } from './ask-evaluations.ts';
import { addressText, checked, explanationOf, input, paged, shownWhole } from './builder.ts';
import { exceedancesAsOf, exceedingInput, seriesChanged } from './exceeding-input.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { shownKeys } from './shown.ts';
import { factorWords, joined, words } from './words.ts';

/**
 * `industry:<smallest station id>`, `industry:other` `now.exceeding`, `now.total`: outlets of one industry, and those
 * that exceed.
 */
export async function explainIndustry(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const group = industryGroups(context.registry.stations().values()).find(({ id }) => id === address.id);
  if (!group || (address.quantity !== 'now.exceeding' && address.quantity !== 'now.total'))
    throw unknownQuantity(address);
  const own = new Set(group.stations);
  const names = group.names ?? words('其他行业', 'other industries');
  const rows = (await context.ask.exceeding()).filter(({ station }) => own.has(station));
  const exceeding = new Map(Map.groupBy(rows, ({ station }) => station));
  const keys = shownKeys(context, 'exceedances');
  const shown = keys === null ? null : new Set(keys.map(seriesStation).filter((station) => own.has(station))).size;
  const isTotal = address.quantity === 'now.total';
  return explanationOf(address, {
    subject: { kind: 'industry', id: group.id, names },
    title: joined(
      names,
      isTotal ? words('监测的排放口', 'monitored outlets') : words('正在超标的排放口', 'outlets that exceed now'),
    ),
    value: shownWhole(isTotal ? own.size : exceeding.size),
    asOf: exceedancesAsOf(context),
    isProvisional: true,
    formula: isTotal
      ? {
          words: words(
            '登记在该行业的自动监控排放口数',
            'outlets under automatic monitoring registered in this industry',
          ),
          symbols: 'N',
        }
      : {
          words: words(
            '至少一项因子的有效数据高于限值的排放口数',
            'outlets of which the valid value of at least one factor is above its limit',
          ),
          symbols: 'n = #{C > L}',
        },
    check: isTotal
      ? checked(null, own.size)
      : checked(shown, exceeding.size, shown !== null && shown !== exceeding.size ? seriesChanged : null),
    inputs: isTotal
      ? paged(
          words('排放口，超标的在前', 'outlets, those that exceed first'),
          [...group.stations]
            .sort((a, b) => Number(exceeding.has(b)) - Number(exceeding.has(a)) || a - b)
            .map((station) => outletInput(context.registry, station, exceeding.get(station))),
          context.page,
        )
      : paged(
          words('超标的序列，倍数大的在前', 'series that exceed, the largest multiple first'),
          rows.map((row) => exceedingInput(context, row)),
          context.page,
        ),
  });
}

/** An outlet with the factors that exceed. */
const outletInput = (registry: Registry, station: number, exceeding: readonly ExceedingRow[] = []): ExplainedInput =>
  input({
    label: joined(registry.station(station)?.names ?? String(station)),
    value: exceeding.length > 0 ? String(exceeding.length) : null,
    detail: exceeding.length > 0 ? exceeding.map(({ factor }) => factorWords(factor).zh).join('、') : null,
    address: addressText('station', station, 'newest.state'),
  });
