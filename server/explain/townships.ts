import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import { areaMean } from '../standards/mod.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import { hourOf, notKept, shownCell, shownRolling, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { rollingOf } from './station-now.ts';
import { words } from './words.ts';

/** Fine particles, which the small maps draw. */
const PM25 = 1;

const townshipsOf = ({ registry }: ExplainContext): RegistryRegion[] =>
  [...registry.regions().values()].filter(({ level }) => level === 'township');

/** `townships:all` `now.silent`, `hour.valid`: townships without a mean of PM2.5 now, and those with a valid one in a closed hour. */
export async function explainTownships(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.id === 'all' && address.quantity === 'hour.valid') return explainHour(scene, address);
  if (address.id === 'all' && address.quantity === 'now.silent') return explainNow(scene, address);
  throw unknownQuantity(address);
}

async function explainNow(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const townships = townshipsOf(scene);
  const stations = [...scene.registry.stations().values()].filter(
    ({ kind, township }) => kind === 'township' && township > 0,
  );
  const { seconds, rows } = await shownRolling(
    scene,
    'regions',
    stations.map(({ id }) => id),
    [PM25],
  );
  const means = new Map<number, number[]>(townships.map(({ id }) => [id, []]));
  for (const { id, township } of stations) {
    const mean = rollingOf(rows, id, PM25)?.mean;
    if (mean != null) means.get(township)?.push(mean);
  }
  const silent = townships.filter(({ id }) => means.get(id)!.length === 0);
  const shown =
    scene.shown.table('regions') === null
      ? null
      : townships.filter(({ id }) => shownCell(scene, 'regions', id, 'nowPm25') === null).length;
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
      scene.page,
    ),
  });
}

async function explainHour(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const start = hourOf(scene, address);
  const means = new Map(
    (await scene.ask.townshipHour(start, PM25)).map(({ township, values }) => [
      township,
      { mean: areaMean(values), stations: values.length },
    ]),
  );
  const townships = townshipsOf(scene);
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
      scene.page,
    ),
  });
}
