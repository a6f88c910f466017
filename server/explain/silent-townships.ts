import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept } from './explain-errors.ts';
import { rollingOf } from './rolling-row.ts';
import { shownRolling } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { TOWNSHIP_FACTOR, townshipsOf } from './township-regions.ts';
import { words } from './words.ts';

/** Townships without a mean of PM2.5 now. */
export async function explainSilentTownships(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const townships = townshipsOf(context);
  const stations = [...context.registry.stations().values()].filter(
    ({ kind, township }) => kind === 'township' && township > 0,
  );
  const { seconds, rows } = await shownRolling(
    context,
    'regions',
    stations.map(({ id }) => id),
    [TOWNSHIP_FACTOR],
  );
  const means = new Map<number, number[]>(townships.map(({ id }) => [id, []]));
  for (const { id, township } of stations) {
    const mean = rollingOf(rows, id, TOWNSHIP_FACTOR)?.mean;
    if (mean != null) means.get(township)?.push(mean);
  }
  const silent = townships.filter(({ id }) => (means.get(id)?.length ?? 0) === 0);
  const shown =
    context.shown.table('regions') === null
      ? null
      : townships.filter(({ id }) => shownCell(context, 'regions', id, 'nowPm25') === null).length;
  const title = words('滚动小时无有效均值的乡镇', 'townships without a valid rolling mean');
  return explanationOf(address, {
    subject: { kind: 'townships', id: 'all', names: words('乡镇', 'townships') },
    title,
    value: shownWhole(silent.length, `/ ${townships.length}`),
    asOf: iso(seconds),
    isProvisional: true,
    validity: {
      valid: townships.length - silent.length,
      expected: townships.length,
      isSufficient: true,
      rule: words('至少一个乡镇站的滚动小时有效', 'at least one township station has a valid rolling hour'),
      clause: 'GB 3095-2026 表4',
    },
    formula: {
      words: words(
        '没有一个乡镇站给出有效滚动小时均值的乡镇数',
        'townships of which no township station has a valid rolling mean',
      ),
      symbols: 'n = #{township : ∄ Ci}',
    },
    check: checked(shown, silent.length),
    inputs: paged(
      words('没有均值的乡镇', 'townships without a mean'),
      silent.map(({ id, names }) => {
        const own = stations.find(({ township }) => township === id);
        return input({
          label: words(names.zh, names.en),
          reason: own
            ? words('滚动小时数据不足', 'too few samples in the rolling hour')
            : words('没有乡镇站', 'no township station'),
          address: own ? addressText('station', own.id, 'newest.state') : null,
        });
      }),
      context.page,
    ),
  });
}
