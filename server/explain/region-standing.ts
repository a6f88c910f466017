import { DateTime } from 'luxon';
import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import {
  ANNUAL_MEAN,
  areaMean,
  compositeThousandths,
  compositeVariantAt,
  dailyAqi,
  monthsShort,
  percentile,
} from '../standards/mod.ts';
import type { RegionDayRow } from './ask.ts';
import { citeAqi, citeComposite } from './citations.ts';
import { addressText, checked, explanationOf, input, microText, paged, shownWhole } from './builder.ts';
import { notKept, nothing, shownCell, zoneOf, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, words } from './words.ts';

const O3 = 3,
  CO = 6;
/** Three quarters of the month's closed days, for every item: fewer is not ranked. */
const isComplete = (days: number, of: number): boolean => days * 4 >= of * 3;

interface Month {
  readonly from: string;
  readonly until: string;
  readonly days: number;
}
/** The closed days of the month up to a civil day that is not counted; on the 1st the month before. */
function monthUpTo(until: DateTime): Month {
  const from = until.minus({ days: 1 }).startOf('month');
  return { from: from.toISODate()!, until: until.toISODate()!, days: Math.round(until.diff(from, 'days').days) };
}

/** The six concentrations of a region's month: means, of CO the P95, of O3 the P90; null where too few days. */
function monthItems(
  rows: readonly RegionDayRow[],
  { from, until, days }: Month,
): { readonly concentrations: (Micro | null)[]; readonly counts: number[] } {
  const within = rows.filter(({ civil }) => civil >= from && civil < until);
  const of = AQI_FACTORS.map((factor) => within.filter((row) => row.factor === factor).map(({ micro }) => micro));
  return {
    counts: of.map((values) => values.length),
    concentrations: of.map((values, i) =>
      values.length === 0 || !isComplete(values.length, days)
        ? null
        : AQI_FACTORS[i] === CO
          ? percentile(values, 95)
          : AQI_FACTORS[i] === O3
            ? percentile(values, 90)
            : areaMean(values),
    ),
  };
}
const rankOf = (own: number | null, all: readonly (number | null)[]): number | null =>
  own === null ? null : 1 + all.filter((other) => other !== null && other < own).length;

/** `month.index`, `month.rank`: composite index of the closed days of the month and the place it gives (HJ 663; variant named). */
export async function explainMonth(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  quantity: 'index' | 'rank',
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the ranking is of the present month');
  const today = DateTime.fromMillis(scene.now, { zone: zoneOf(scene.registry) }).startOf('day');
  const [month, before] = [monthUpTo(today), monthUpTo(today.minus({ days: 1 }))];
  const variant = compositeVariantAt(month.from);
  const peers =
    quantity === 'index'
      ? [region]
      : [...scene.registry.regions().values()].filter(({ level }) => level === region.level);
  const rows = await scene.ask.regionDays(
    peers.map(({ id }) => id),
    before.from < month.from ? before.from : month.from,
    month.until,
  );
  const byRegion = Map.groupBy(rows, (row) => row.region);
  const own = monthItems(byRegion.get(region.id) ?? [], month);
  const index = compositeThousandths(own.concentrations, variant);
  const indices = new Map(
    peers.map(({ id }) => [
      id,
      compositeThousandths(monthItems(byRegion.get(id) ?? [], month).concentrations, variant),
    ]),
  );
  const earlier = new Map(
    peers.map(({ id }) => [
      id,
      compositeThousandths(monthItems(byRegion.get(id) ?? [], before).concentrations, compositeVariantAt(before.from)),
    ]),
  );
  const rank = rankOf(index, [...indices.values()]);
  const rankBefore = rankOf(earlier.get(region.id) ?? null, [...earlier.values()]);
  if (own.counts.every((count) => count === 0)) throw nothing(`no closed day of ${month.from} to ${month.until}`);
  const terms = AQI_FACTORS.map(
    (factor, i) =>
      `${variant.weights[i] === 1 ? '' : `${variant.weights[i]} × `}${microText(own.concentrations[i] ?? null) ?? 'NA'} ÷ ${variant.limits[i]}`,
  );
  const text = index === null ? 'NA' : (index / 1000).toFixed(3);
  const least = words('每一项都要有全部已结束日的四分之三', 'three quarters of the closed days for every item');
  return explanationOf(address, {
    subject: { kind: 'region', id: String(region.id), names: words(region.names.zh, region.names.en) },
    title: joined(
      region.names,
      quantity === 'index'
        ? words('本月综合指数', 'composite index of the month')
        : words('本月排名', 'rank of the month'),
    ),
    value: quantity === 'index' ? { number: index === null ? null : index / 1000, text, unit: '' } : shownWhole(rank),
    asOf: today.toUTC().toISO(),
    period: {
      from: DateTime.fromISO(month.from, { zone: today.zone }).toUTC().toISO()!,
      until: today.toUTC().toISO()!,
    },
    validity: {
      valid: Math.min(...own.counts),
      expected: month.days,
      isSufficient: index !== null,
      rule: least,
      clause: 'HJ 663',
    },
    standards: [citeComposite(variant)],
    formula: {
      words: words(
        '六项浓度与限值之比加权求和；SO₂、NO₂、颗粒物取均值，CO 取第 95 百分位，O₃ 取第 90 百分位；越小越好',
        'weighted sum of concentration over limit of six items; means of SO₂, NO₂ and particles, P95 of CO, P90 of O₃; lower is better',
      ),
      symbols: 'I = Σ w · C / S',
    },
    steps: [
      ...AQI_FACTORS.map((factor, i) => ({
        what: factorWords(factor),
        text: `${terms[i]}${own.concentrations[i] == null ? '' : ` = ${(((own.concentrations[i] ?? 0) * variant.weights[i]!) / (variant.limits[i]! * MICRO)).toFixed(4)}`}`,
      })),
      { what: words('综合指数', 'composite index'), text: `I = ${text}` },
      ...(quantity === 'rank'
        ? [
            { what: words('名次', 'rank'), text: rank === null ? 'NA' : `1 + ${rank - 1}` },
            {
              what: words('较昨', 'against yesterday'),
              text: rank === null || rankBefore === null ? 'NA' : `${rankBefore} → ${rank}`,
            },
          ]
        : []),
    ],
    rounding: words(
      '综合指数三位小数，五成双，只在最后修约一次；并列同名次（1、1、3）',
      'three decimals, half to even, once at the end; equal indices share a rank (1, 1, 3)',
    ),
    check:
      quantity === 'index'
        ? checked(shownCell(scene, 'regions', region.id, 'index'), index, words('千分之一', 'thousandths'))
        : checked(shownCell(scene, 'regions', region.id, 'rank'), rank),
    inputs:
      quantity === 'index'
        ? paged(
            words('本月六项', 'six items of the month'),
            AQI_FACTORS.map((factor, i) =>
              input({
                label: factorWords(factor),
                value: microText(own.concentrations[i] ?? null),
                unit: factorById(factor)!.unit,
                detail: `${own.counts[i]} / ${month.days}`,
                used: own.concentrations[i] !== null,
                reason: own.concentrations[i] === null ? words('日数不足', 'too few days') : null,
              }),
            ),
            scene.page,
          )
        : paged(
            words('参加比较的区域', 'regions compared'),
            [...peers]
              .map(({ id, names }) => ({ id, names, value: indices.get(id) ?? null }))
              .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity) || a.id - b.id)
              .map(({ id, names, value }) =>
                input({
                  label: words(names.zh, names.en),
                  value: value === null ? null : (value / 1000).toFixed(3),
                  detail: value === null ? null : `${rankOf(value, [...indices.values()])}`,
                  used: value !== null,
                  reason: value === null ? least : null,
                  address: addressText('region', id, 'month.index'),
                }),
              ),
            scene.page,
          ),
    notice: words(
      '日值未经审核，月度排名以发布为准',
      'days are unaudited; the published monthly ranking is what counts',
    ),
  });
}

/** How far the year's valid days of each item carry an annual mean: their number, and the closed months that have too few. */
function annualValidity(rows: readonly RegionDayRow[], month: number): string {
  return AQI_FACTORS.map((factor) => {
    const days = rows.filter((row) => row.factor === factor).map(({ civil }) => Number(civil.slice(5, 7)));
    const short = monthsShort(
      Array.from({ length: 12 }, (_, i) => days.filter((of) => of === i + 1).length),
      month,
    );
    return `${factorById(factor)!.en} ${days.length}${short.length > 0 ? ` (× ${short.join(', ')})` : ''}`;
  }).join(' · ');
}

/** `year.good-days`: days of the year with an AQI up to 100, of those that have one, each by the edition of its day. */
export async function explainGoodDays(
  scene: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('good days are counted for the present year');
  const zone = zoneOf(scene.registry);
  const today = DateTime.fromMillis(scene.now, { zone }).startOf('day');
  const [from, until] = [today.startOf('year').toISODate()!, today.toISODate()!];
  const rows = Map.groupBy(await scene.ask.regionDays([region.id], from, until), (row) => row.civil);
  const days = [...rows]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([civil, items]) => ({
      civil,
      ...dailyAqi(
        AQI_FACTORS.map((factor) => items.find((row) => row.factor === factor)?.micro ?? null),
        DateTime.fromISO(civil, { zone }).toMillis(),
      ),
    }));
  if (days.length === 0) throw nothing(`no closed day of ${from} to ${until}`);
  const counted = days.filter(({ aqi }) => aqi !== null);
  const good = counted.filter(({ aqi }) => aqi! <= 100).length;
  const [shownGood, shownDays] = [
    shownCell(scene, 'regions', region.id, 'goodDays'),
    shownCell(scene, 'regions', region.id, 'days'),
  ];
  const start = today.startOf('year');
  return explanationOf(address, {
    subject: { kind: 'region', id: String(region.id), names: words(region.names.zh, region.names.en) },
    title: joined(region.names, words('今年优良天数', 'good days of the year')),
    value: { ...shownWhole(good), unit: `/ ${counted.length}` },
    asOf: today.toUTC().toISO(),
    period: { from: start.toUTC().toISO()!, until: today.toUTC().toISO()! },
    validity: {
      valid: counted.length,
      expected: Math.round(today.diff(start, 'days').days),
      isSufficient: counted.length > 0,
      rule: words('当日有 AQI 才计入', 'a day counts where it has an AQI'),
      clause: 'HJ 633 5.3.1',
    },
    standards: [
      citeAqi('day', start.toMillis()),
      ...(citeAqi('day', start.toMillis()).edition === citeAqi('day', scene.now).edition
        ? []
        : [citeAqi('day', scene.now)]),
    ],
    formula: {
      words: words(
        '日 AQI 不超过 100 的天数；每一天按当日有效的版本计算',
        'days with a daily AQI of at most 100, each by the edition in force on that day',
      ),
      symbols: 'N = #{d : AQI(d) ≤ 100}',
    },
    steps: [
      {
        what: words('优良 / 有值', 'good / with a value'),
        text: `${good} ÷ ${counted.length} = ${((good / Math.max(1, counted.length)) * 100).toFixed(1)} %`,
      },
      {
        what: words(
          `年均值有效性（${ANNUAL_MEAN.clause}）：全年至少 ${ANNUAL_MEAN.days} 个有效日，每月 ${ANNUAL_MEAN.perMonth}、2 月 ${ANNUAL_MEAN.february}；× 后为不足的月份`,
          `validity of an annual mean (${ANNUAL_MEAN.clause}): ${ANNUAL_MEAN.days} valid days, ${ANNUAL_MEAN.perMonth} a month, ${ANNUAL_MEAN.february} in February; after × the months that lack some`,
        ),
        text: annualValidity([...rows.values()].flat(), today.month),
      },
    ],
    check: checked(shownGood === null ? null : `${shownGood} / ${shownDays}`, `${good} / ${counted.length}`),
    inputs: paged(
      words('每一天', 'every day'),
      days.map(({ civil, aqi, primary }) =>
        input({
          label: words(civil, civil),
          value: aqi === null ? null : String(aqi),
          unit: 'AQI',
          detail: primary.map((factor) => factorById(factor)!.en).join(', ') || null,
          used: aqi !== null,
          reason: aqi === null ? words('当日缺项且 AQI 不超过 100', 'an item missing and no AQI above 100') : null,
          address: addressText('region', region.id, 'day.aqi', civil),
        }),
      ),
      scene.page,
    ),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}
