import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { ExplainedVersion, Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { codesIn, hourIsValid, realTimeAqi, VALIDITY } from '../standards/mod.ts';
import type { PeriodRow } from './ask.ts';
import { citeValidity, hourRule } from './citations.ts';
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
import { meanOfParts, meanSymbols, sumOfParts, validParts, type Part } from './mean.ts';
import { ordinalsOf, partInputs, usedMicros } from './parts.ts';
import { partCause } from './part-cause.ts';
import { hourOf, notKept, nothing, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

const REPORTED = 20;

/** The hour of a series computed again from the readings: its parts, else what the device made of them itself (CN 2061). */
export async function hourParts(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  start: number,
): Promise<{
  readonly parts: readonly Part[];
  readonly recomputed: Micro | null;
  readonly expected: number;
  readonly isReported: boolean;
}> {
  const of = (statistic: number): Promise<readonly Part[]> =>
    scene.ask.readings({ station: station.id, factor, statistic }, start, start + 3600).then(validParts);
  let parts = await of(station.basis);
  const isReported = station.basis === REPORTED || parts.length === 0;
  if (parts.length === 0 && station.basis !== REPORTED) parts = await of(REPORTED);
  const expected = isReported
    ? 1
    : Math.max(1, Math.floor(3600 / Math.max(station.basis === 10 ? 60 : 1, station.period)));
  const marks = parts.length === 0 ? [] : await scene.ask.marks(station.id, start);
  parts = parts.map((part) => {
    const cause = part.counts
      ? partCause(station.kindId, factor, start, isReported ? REPORTED : station.basis, marks, part)
      : null;
    return cause === null ? part : { ...part, counts: false, cause };
  });
  return { parts, recomputed: meanOfParts(factor, usedMicros(parts)), expected, isReported };
}

export const versionsOf = (rows: readonly PeriodRow[]): ExplainedVersion[] =>
  rows.map((row) => ({
    version: row.version,
    value: microText(row.micro),
    count: row.count,
    expected: row.expected,
    isValid: row.isValid,
    reason: row.reason,
    computed: new Date(row.computed).toISOString(),
  }));

/** `hour.<code>` of a station: one closed hour, with every version it had. */
export async function explainStationHour(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  const start = hourOf(scene, address);
  const [row] = await scene.ask.hours([station.id], [factor], start, start + 3600);
  if (!row)
    throw start * 1000 < scene.now - 2192 * 86_400_000
      ? notKept('hours are kept for six years')
      : nothing(`no hour from ${iso(start)}`);
  const { parts, recomputed, expected, isReported } = await hourParts(scene, station, factor, start);
  const values = usedMicros(parts);
  const unit = factorById(factor)?.unit ?? '';
  const inputs = paged(
    isReported
      ? words('设备上报的小时值', 'the hourly value as the device reported it')
      : words('小时内每一条读数', 'every reading of the hour'),
    partInputs(factor, parts),
    scene.page,
  );
  const gone = parts.length === 0 && row.count > 0;
  const leftOut = row.leftOut > 0 && values.length !== row.count;
  const codes = codesIn(row.codes).join(' ');
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), SPANS['hour']!),
    value: shownMicro(row.micro, shownDecimals(factor), unit),
    asOf: iso(start + 3600),
    period: { from: iso(start), until: iso(start + 3600) },
    validity: {
      valid: row.count,
      expected: row.expected,
      isSufficient: row.isValid,
      rule: hourRule,
      clause: VALIDITY.hourShare.clause,
    },
    standards: [citeValidity('hourShare', words('小时值的最少有效数据', 'minimum valid data of an hour'))],
    formula: {
      words: words('小时内有效读数（标记 N、T）的算术平均', 'mean of the valid readings of the hour (flags N and T)'),
      symbols: meanSymbols(factor),
    },
    steps:
      factor === 24 || factor === 90 || values.length === 0
        ? []
        : [
            {
              what: words('平均', 'mean'),
              text: `${formatMicro(Number(sumOfParts(factor, values)))} ÷ ${values.length} = ${microText(recomputed) ?? 'NA'} ${unit}`,
            },
            {
              what: words('有效性', 'validity'),
              text: `${values.length} × 4 ${hourIsValid(values.length, expected) ? '≥' : '<'} ${expected} × 3`,
            },
          ],
    rounding: words(
      '四舍六入五成双，末位为小数第六位，只在最后修约一次',
      'half to even at the sixth decimal, once, at the end',
    ),
    check: gone
      ? checked(
          microText(row.micro),
          null,
          words('读数已过保存期，无法复算', 'the readings are past their retention: it cannot be computed again'),
        )
      : leftOut
        ? checked(
            microText(row.micro),
            null,
            words(
              `质控或标记剔除了其中 ${row.leftOut} 条（${codes}）`,
              `quality control or a mark leaves ${row.leftOut} of them out (${codes})`,
            ),
          )
        : checked(microText(row.micro), microText(recomputed)),
    inputs,
    versions: versionsOf(await scene.ask.hourVersions(station.id, factor, start)),
    frames: scene.isInternal ? await scene.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice:
      row.codes === 0
        ? words('小时值未经审核', 'hours are unaudited')
        : words(`小时值未经审核；质控：${codes}`, `hours are unaudited; quality control: ${codes}`),
  });
}

/** `hour.aqi` and `hour.iaqi-<code>` of a station, by the edition of the hour. */
export async function explainStationAqiHour(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  const start = hourOf(scene, address);
  const rows = await scene.ask.hours([station.id], [...AQI_FACTORS], start, start + 3600);
  if (rows.length === 0) throw nothing(`no hour from ${iso(start)}`);
  const of = (factor: number): PeriodRow | undefined => rows.find((row) => row.factor === factor);
  const means = AQI_FACTORS.map((factor) => (of(factor)?.isValid ? of(factor)!.micro : null));
  const quality = realTimeAqi(means, start * 1000);
  const number =
    only === null ? quality.aqi : (quality.iaqis[AQI_FACTORS.findIndex((factor) => factor === only)] ?? null);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, SPANS['hour']!, only === null ? 'AQI' : joined(factorWords(only), 'IAQI')),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(start + 3600),
    period: { from: iso(start), until: iso(start + 3600) },
    ...indexParts(only === null ? AQI_FACTORS : [only], means, start * 1000, quality, 'hour', only === null),
    validity: {
      valid: means.filter((mean) => mean !== null).length,
      expected: 6,
      isSufficient: quality.aqi !== null,
      rule: words('六项齐全，或 AQI 大于 100', 'all six items, or an AQI above 100'),
      clause: 'HJ 633 5.3.1',
    },
    // No screen shows a station's closed-hour AQI: there is nothing to hold it against.
    check: checked(null, number),
    inputs: paged(
      words('六项小时浓度', 'the six hourly concentrations'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factorWords(factor),
          time: iso(start),
          value: microText(of(factor)?.micro ?? null),
          unit: factorById(factor)!.unit,
          detail: `IAQI ${quality.iaqis[i] ?? 'NA'}${of(factor) ? ` · ${of(factor)!.count} / ${of(factor)!.expected}` : ''}`,
          used: means[i] !== null,
          reason:
            means[i] !== null
              ? null
              : of(factor)
                ? words('小时有效数据不足', 'the hour has too few valid data')
                : words('没有数据', 'no data'),
          address: of(factor)
            ? addressText('station', station.id, `hour.${factorById(factor)!.code}`, iso(start))
            : null,
        }),
      ),
      scene.page,
    ),
    notice: words('小时值未经审核', 'hours are unaudited'),
  });
}
