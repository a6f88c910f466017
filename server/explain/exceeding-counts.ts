import { factorById, seriesKey, seriesStation } from '../../streams/contracts/factors.ts';
import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { industryGroups } from '../../streams/contracts/industries.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { divideHalfEven } from '../standards/mod.ts';
import type { ExceedingRow } from './ask-counts.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import { shownKeys, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, WINDOWS, words } from './words.ts';

const changedSince = words('此后有序列开始或不再超标', 'series began or ceased to exceed since');
const timeOf = (scene: ExplainContext): string =>
  new Date(scene.shown.table('exceedances')?.time ?? scene.now).toISOString();

const seriesInput = (
  scene: ExplainContext,
  { station, factor, micro, limit, averaging, since }: ExceedingRow,
): ExplainedInput => {
  const code = factorById(factor)?.code ?? String(factor);
  return input({
    label: joined(
      scene.registry.station(station)?.names ?? String(station),
      factorWords(factor),
      WINDOWS[averaging] ?? '',
    ),
    time: iso(since),
    value: formatMicro(micro),
    unit: factorById(factor)?.unit ?? '',
    detail: `${formatMicro(limit)}, ${(divideHalfEven((micro - limit) * 100, limit) / 100).toFixed(2)} ×`,
    address: addressText('series', `${station}.${code}`, 'exceedance.multiple'),
  });
};

/** `exceedances:all`, `exceedances:unraised` `now.count`: series above their limit now, and those of them that no open alarm tells of. */
export async function explainExceeding(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.quantity !== 'now.count' || (address.id !== 'all' && address.id !== 'unraised'))
    throw unknownQuantity(address);
  const told = new Set(
    [...scene.alarms.open().values()].map(({ subject }) => seriesKey(subject.station, subject.factor)),
  );
  const isOf = (key: number): boolean => address.id === 'all' || !told.has(key);
  const rows = (await scene.ask.exceeding()).filter(({ station, factor }) => isOf(seriesKey(station, factor)));
  const keys = shownKeys(scene, 'exceedances');
  const shown = keys === null ? null : keys.filter(isOf).length;
  const title =
    address.id === 'all'
      ? words('正在超标的序列', 'series that exceed now')
      : words('超标、尚未提出告警的序列', 'series that exceed and have no alarm');
  return explanationOf(address, {
    subject: { kind: 'exceedances', id: address.id, names: title },
    title,
    value: shownWhole(rows.length),
    asOf: timeOf(scene),
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
              'series above their limit of which the ledger has no open alarm; one is raised after two periods in a row',
            ),
      symbols: 'n = #{C > L}',
    },
    check: checked(
      shown,
      rows.length,
      shown !== null && shown !== rows.length
        ? changedSince
        : address.id === 'all'
          ? null
          : words(
              '值守台的列表载入后不自行移动，新到的另计',
              "the desk's list stays as it was loaded; what came since is counted beside it",
            ),
    ),
    inputs: paged(
      words('超标倍数大的在前', 'the largest multiple first'),
      rows.map((row) => seriesInput(scene, row)),
      scene.page,
    ),
  });
}

/** `industry:<smallest station id>`, `industry:other` `now.exceeding`, `now.total`: outlets of one industry, and those of them that exceed. */
export async function explainIndustry(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const group = industryGroups(scene.registry.stations().values()).find(({ id }) => id === address.id);
  if (!group || (address.quantity !== 'now.exceeding' && address.quantity !== 'now.total'))
    throw unknownQuantity(address);
  const own = new Set(group.stations);
  const names = group.names ?? words('其他行业', 'other industries');
  const rows = (await scene.ask.exceeding()).filter(({ station }) => own.has(station));
  const exceeding = new Map(Map.groupBy(rows, ({ station }) => station));
  const keys = shownKeys(scene, 'exceedances');
  const shown = keys === null ? null : new Set(keys.map(seriesStation).filter((station) => own.has(station))).size;
  const isTotal = address.quantity === 'now.total';
  return explanationOf(address, {
    subject: { kind: 'industry', id: group.id, names },
    title: joined(
      names,
      isTotal ? words('监测的排放口', 'monitored outlets') : words('正在超标的排放口', 'outlets that exceed now'),
    ),
    value: shownWhole(isTotal ? own.size : exceeding.size),
    asOf: timeOf(scene),
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
      : checked(shown, exceeding.size, shown !== null && shown !== exceeding.size ? changedSince : null),
    inputs: isTotal
      ? paged(
          words('排放口，超标的在前', 'outlets, those that exceed first'),
          [...group.stations]
            .sort((a, b) => Number(exceeding.has(b)) - Number(exceeding.has(a)) || a - b)
            .map((station) =>
              input({
                label: joined(scene.registry.station(station)?.names ?? String(station)),
                value: exceeding.has(station) ? String(exceeding.get(station)!.length) : null,
                detail: exceeding.has(station)
                  ? exceeding
                      .get(station)!
                      .map(({ factor }) => factorWords(factor).zh)
                      .join('、')
                  : null,
                address: addressText('station', station, 'newest.state'),
              }),
            ),
          scene.page,
        )
      : paged(
          words('超标的序列，倍数大的在前', 'series that exceed, the largest multiple first'),
          rows.map((row) => seriesInput(scene, row)),
          scene.page,
        ),
  });
}
