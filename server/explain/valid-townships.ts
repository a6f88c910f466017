import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { areaMean } from '../standards/mod.ts';
import { hourOf } from './addressed-period.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { TOWNSHIP_FACTOR, townshipsOf } from './township-regions.ts';
import { words } from './words.ts';

/** Townships with a valid mean of PM2.5 in a closed hour. */
export async function explainValidTownships(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const start = hourOf(context, address);
  const means = new Map(
    (await context.ask.townshipHour(start, TOWNSHIP_FACTOR)).map(({ township, values }) => [
      township,
      { mean: areaMean(values), stations: values.length },
    ]),
  );
  const townships = townshipsOf(context);
  const valid = townships.filter(({ id }) => means.has(id)).length;
  const at = new Date(start * 1000).toISOString();
  return explanationOf(address, {
    subject: { kind: 'townships', id: 'all', names: words('乡镇', 'townships') },
    title: words('该小时有有效均值的乡镇', 'townships with a valid mean in the hour'),
    value: shownWhole(valid, `/ ${townships.length}`),
    asOf: iso(start + 3600),
    period: { from: at, until: iso(start + 3600) },
    validity: {
      valid,
      expected: townships.length,
      isSufficient: valid > 0,
      rule: words('至少一个乡镇站的小时值有效', 'at least one township station has a valid hour'),
      clause: 'GB 3095-2026 表4',
    },
    formula: {
      words: words(
        '乡镇站有效小时值的平均；一个都无效则没有均值',
        'mean of the valid hours of its township stations; none where none is valid',
      ),
      symbols: 'n = #{township : ∃ Ci}',
    },
    check: checked(
      null,
      valid,
      words('屏幕从同一接口取各乡镇的值', "screens take the townships' values from the same question"),
    ),
    inputs: paged(
      words('乡镇，没有均值的在前', 'townships, those without a mean first'),
      [...townships]
        .sort((a, b) => Number(means.has(a.id)) - Number(means.has(b.id)) || a.id - b.id)
        .map(({ id, names }) => {
          const known = means.get(id);
          return input({
            label: words(names.zh, names.en),
            time: at,
            value: known?.mean == null ? null : formatMicro(known.mean),
            unit: 'µg/m³',
            detail: known ? String(known.stations) : null,
            used: known !== undefined,
            reason: known ? null : words('没有有效的小时值', 'no valid hour'),
            address: known ? addressText('region', id, 'hour.a34004', at) : null,
          });
        }),
      context.page,
    ),
  });
}
