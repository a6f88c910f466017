import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { dailyAqi, dailyMaximum8Hours, meanOf8Hours, VALIDITY } from '../standards/mod.ts';
import type { PeriodRow } from './ask.ts';
import { cite, citeValidity } from './citations.ts';
import {
  addressText,
  airGrade,
  checked,
  explanationOf,
  input,
  iso,
  microText,
  paged,
  shownDecimals,
  shownMicro,
  shownWhole,
} from './builder.ts';
import { indexParts } from './index-parts.ts';
import { meanOfParts, meanSymbols } from './mean.ts';
import { dayOf, nothing, type ExplainContext } from './explain-context.ts';
import { versionsOf } from './station-hour.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

const O3 = 3;
type Day = ReturnType<typeof dayOf>;

/** Hour values of a day by their place in it, null where missing or invalid. */
const hoursOfDay = (rows: readonly PeriodRow[], { from, until }: Day): (Micro | null)[] =>
  Array.from({ length: Math.round((until - from) / 3600) }, (_, i) => {
    const row = rows.find(({ start }) => start === from + i * 3600);
    return row?.isValid ? row.micro : null;
  });

/** What a station's day is worth for the daily AQI, computed again from hours: five means and the MDA8; a reported day where there are no hours (docs/notes/004). */
export async function dayValues(
  scene: ExplainContext,
  stations: readonly number[],
  factors: readonly number[],
  day: Day,
  next: string,
): Promise<ReadonlyMap<string, Micro>> {
  const [hours, days] = await Promise.all([
    scene.ask.hours(stations, factors, day.from, day.until),
    scene.ask.days(stations, factors, day.civil, next),
  ]);
  const values = new Map<string, Micro>();
  const byKey = new Map<string, PeriodRow[]>();
  for (const row of hours)
    byKey.set(`${row.station}.${row.factor}`, [...(byKey.get(`${row.station}.${row.factor}`) ?? []), row]);
  for (const station of stations)
    for (const factor of factors) {
      const key = `${station}.${factor}`;
      const of = hoursOfDay(byKey.get(key) ?? [], day);
      const present = of.filter((mean): mean is Micro => mean !== null);
      const reported =
        days.find((row) => row.station === station && row.factor === factor && row.origin === 2 && row.isValid)
          ?.micro ?? null;
      const value =
        factor === O3
          ? dailyMaximum8Hours(of, day.from * 1000)
          : present.length >= VALIDITY.day.minimum
            ? meanOfParts(factor, present)
            : null;
      const found = value ?? reported;
      if (found !== null) values.set(key, found);
    }
  return values;
}
export const nextDay = (civil: string): string =>
  new Date(Date.parse(`${civil}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** `day.<code>` of a station; of O3 the daily maximum 8-h mean. */
export async function explainStationDay(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  const day = dayOf(scene, address);
  const [hours, [stored]] = await Promise.all([
    scene.ask.hours([station.id], [factor], day.from, day.until),
    scene.ask.days([station.id], [factor], day.civil, nextDay(day.civil)),
  ]);
  if (!stored && hours.length === 0) throw nothing(`nothing of ${day.civil}`);
  const means = hoursOfDay(hours, day);
  const present = means.filter((mean): mean is Micro => mean !== null);
  const isMaximum = factor === O3;
  const isReported = present.length === 0 && stored?.origin === 2;
  const recomputed = isReported
    ? null
    : isMaximum
      ? dailyMaximum8Hours(means, day.from * 1000)
      : meanOfParts(factor, present);
  const shown = isMaximum ? (isReported ? (stored?.micro ?? null) : recomputed) : (stored?.micro ?? null);
  const unit = factorById(factor)?.unit ?? '';
  const windows = Array.from({ length: Math.max(0, means.length - 7) }, (_, i) => ({
    end: i + 8,
    mean: meanOf8Hours(means.slice(i, i + 8)),
  }));
  const best = windows.find(({ mean }) => mean !== null && mean === recomputed);
  const validWindows = windows.filter(({ mean }) => mean !== null).length;
  const minimum = Math.ceil(((stored?.expected ?? 24) * VALIDITY.day.minimum) / VALIDITY.day.of);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(
      station.names,
      factorWords(factor),
      isMaximum ? words('日最大 8 小时', 'daily maximum 8-h mean') : words('日均值', 'day mean'),
      day.civil,
    ),
    value: shownMicro(shown, shownDecimals(factor), unit),
    asOf: iso(day.until),
    period: { from: iso(day.from), until: iso(day.until) },
    validity: isMaximum
      ? {
          valid: validWindows,
          expected: VALIDITY.mda8.of,
          isSufficient: shown !== null,
          rule: words(
            '8 时至 24 时结束的 17 个 8 小时均值中至少 14 个有效，或最大值超过限值',
            'at least 14 of the 17 eight-hour means that end 08:00..24:00, or the largest is above the limit',
          ),
          clause: VALIDITY.mda8.clause,
        }
      : {
          valid: stored?.count ?? present.length,
          expected: stored?.expected ?? 24,
          isSufficient: stored?.isValid ?? false,
          rule: words(`至少 ${minimum} 个有效小时`, `at least ${minimum} valid hours`),
          clause: VALIDITY.day.clause,
        },
    standards: isMaximum
      ? [
          citeValidity('mda8', words('日最大 8 小时的有效性', 'validity of the MDA8')),
          citeValidity('eightHours', words('每个 8 小时均值至少 6 小时', 'each 8-h mean of at least 6 hours')),
        ]
      : [citeValidity('day', words('日均值的最少有效小时', 'minimum valid hours of a day'))],
    formula: isMaximum
      ? {
          words: words('当日各 8 小时滑动均值的最大者', 'largest of the running 8-h means of the day'),
          symbols: 'MDA8 = max((Ct−7 + … + Ct) / n), n ≥ 6',
        }
      : {
          words: words('当日有效小时值的算术平均', 'mean of the valid hourly values of the day'),
          symbols: meanSymbols(factor),
        },
    steps: isMaximum
      ? [
          {
            what: words('最大的一段', 'largest of them'),
            text: best
              ? `${String(best.end - 8).padStart(2, '0')}:00–${String(best.end).padStart(2, '0')}:00: ${microText(best.mean)} ${unit}`
              : '–',
          },
          { what: words('有效段数', 'valid ones'), text: `${validWindows} / ${VALIDITY.mda8.of}` },
        ]
      : present.length === 0
        ? []
        : [
            {
              what: words('平均', 'mean'),
              text: `${formatMicro(present.reduce((a, b) => a + b, 0))} ÷ ${present.length} = ${microText(recomputed)} ${unit}`,
            },
          ],
    rounding: words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal'),
    check: isReported
      ? checked(
          microText(shown),
          null,
          words('设备上报的日值，没有小时可复算', 'reported by the device: there are no hours to compute it from'),
        )
      : isMaximum
        ? checked(
            null,
            microText(recomputed),
            words('站点的日最大 8 小时不单独保存', "a station's MDA8 is not stored by itself"),
          )
        : checked(microText(stored?.micro ?? null), microText(recomputed)),
    inputs: paged(
      words('小时值', 'hourly values'),
      means.map((mean, i) => {
        const row = hours.find(({ start }) => start === day.from + i * 3600);
        return input({
          label: words(`${i} 时起`, `from ${i}:00`),
          time: iso(day.from + i * 3600),
          value: microText(row?.micro ?? null),
          unit,
          detail: row ? `${row.count} / ${row.expected}` : null,
          used: mean !== null,
          reason:
            mean !== null
              ? null
              : row
                ? words('小时有效数据不足', 'the hour has too few valid data')
                : words('没有数据', 'no data'),
          address: row ? addressText('station', station.id, `hour.${factorById(factor)!.code}`, iso(row.start)) : null,
        });
      }),
      scene.page,
    ),
    versions: versionsOf(await scene.ask.dayVersions(station.id, factor, day.civil)),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}

/** `day.aqi` and `day.iaqi-<code>` of a station, by the edition of the day (HJ 633-2026 4.2.2). */
export async function explainStationAqiDay(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  const day = dayOf(scene, address);
  const values = await dayValues(scene, [station.id], [...AQI_FACTORS], day, nextDay(day.civil));
  const means = AQI_FACTORS.map((factor) => values.get(`${station.id}.${factor}`) ?? null);
  if (means.every((mean) => mean === null)) throw nothing(`no valid value of ${day.civil}`);
  const quality = dailyAqi(means, day.from * 1000);
  const number =
    only === null ? quality.aqi : (quality.iaqis[AQI_FACTORS.findIndex((factor) => factor === only)] ?? null);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, SPANS['day']!, only === null ? 'AQI' : joined(factorWords(only), 'IAQI'), day.civil),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(day.until),
    period: { from: iso(day.from), until: iso(day.until) },
    ...indexParts(only === null ? AQI_FACTORS : [only], means, day.from * 1000, quality, 'day', only === null),
    validity: {
      valid: means.filter((mean) => mean !== null).length,
      expected: 6,
      isSufficient: quality.aqi !== null,
      rule: words('六项齐全，或 AQI 大于 100', 'all six items, or an AQI above 100'),
      clause: cite('hj633', day.from * 1000, '5.3.1', words('', '')).clause,
    },
    check: checked(null, number),
    inputs: paged(
      words('六项日值', 'the six day values'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factor === O3 ? joined(factorWords(factor), 'MDA8') : factorWords(factor),
          time: iso(day.from),
          value: microText(means[i] ?? null),
          unit: factorById(factor)!.unit,
          detail: `IAQI ${quality.iaqis[i] ?? 'NA'}`,
          used: means[i] !== null,
          reason: means[i] === null ? words('日值无效或缺失', 'day missing or not valid') : null,
          address: addressText('station', station.id, `day.${factorById(factor)!.code}`, day.civil),
        }),
      ),
      scene.page,
    ),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}
