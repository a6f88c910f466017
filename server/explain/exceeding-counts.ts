import type { Explanation } from '../../streams/contracts/explanation.ts';
import { seriesKey } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { checked, explanationOf, paged, shownWhole } from './builder.ts';
import { exceedancesAsOf, exceedingInput, seriesChanged } from './exceeding-input.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { shownKeys } from './shown.ts';
import { words } from './words.ts';

/**
 * `exceedances:all`, `exceedances:unraised` `now.count`: series above their limit now, and those of them without an
 * open alarm.
 */
export async function explainExceeding(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.quantity !== 'now.count' || (address.id !== 'all' && address.id !== 'unraised'))
    throw unknownQuantity(address);
  const raised = new Set(
    [...context.alarms.open().values()].map(({ subject }) => seriesKey(subject.station, subject.factor)),
  );
  const isOf = (key: number): boolean => address.id === 'all' || !raised.has(key);
  const rows = (await context.ask.exceeding()).filter(({ station, factor }) => isOf(seriesKey(station, factor)));
  const keys = shownKeys(context, 'exceedances');
  const shown = keys === null ? null : keys.filter(isOf).length;
  const title =
    address.id === 'all'
      ? words('正在超标的序列', 'series that exceed now')
      : words('超标、尚未提出告警的序列', 'series that exceed and have no alarm');
  return explanationOf(address, {
    subject: { kind: 'exceedances', id: address.id, names: title },
    title,
    value: shownWhole(rows.length),
    asOf: exceedancesAsOf(context),
    isProvisional: true,
    formula: {
      words:
        address.id === 'all'
          ? words(
              '有效数据高于限值的序列（站点与因子）',
              'series (station and factor) whose valid value is above its limit',
            )
          : words(
              '正在超标、而台账中没有未结告警的序列；连续两期超标才提出',
              'series above their limit of which the ledger has no open alarm; ' +
                'one is raised after two periods in a row',
            ),
      symbols: 'n = #{C > L}',
    },
    check: checked(
      shown,
      rows.length,
      shown !== null && shown !== rows.length
        ? seriesChanged
        : address.id === 'all'
          ? null
          : words(
              '值守台的列表载入后不自行移动，新到的另计',
              "the desk's list stays as it was loaded; what came since is counted beside it",
            ),
    ),
    inputs: paged(
      words('超标倍数大的在前', 'the largest multiple first'),
      rows.map((row) => exceedingInput(context, row)),
      context.page,
    ),
  });
}
