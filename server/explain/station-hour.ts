import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { countedValues } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { codesIn, hourIsValid, VALIDITY } from '../standards/mod.ts';
import { hourOf } from './addressed-period.ts';
import { checked, explanationOf, iso, microText, paged, shownDecimals, shownMicro } from './builder.ts';
import { citeValidity, hourRule } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { meanStepText } from './mean-step.ts';
import { meanSymbols } from './mean-symbols.ts';
import { ordinalsOf, partInputs } from './part-inputs.ts';
import type { PeriodRow } from './period-row.ts';
import { type SeriesHour, seriesHour } from './series-hour.ts';
import { stationSubject } from './subjects.ts';
import { explainedVersions } from './versions.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

/** Hours are kept for six years. */
const HOURS_KEPT_MS = 2192 * 86_400_000;
const HOUR = 3600;

/** `hour.<code>` of a station: one closed hour, with every version it had. */
export async function explainStationHour(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  const start = hourOf(context, address);
  const [row] = await context.ask.hours([station.id], [factor], start, start + HOUR);
  if (!row)
    throw start * 1000 < context.now - HOURS_KEPT_MS
      ? notKept('hours are kept for six years')
      : noValue(`no hour from ${iso(start)}`);
  const hour = await seriesHour(context, station, factor, start);
  const inputs = paged(
    hour.isReported
      ? words('设备上报的小时值', 'the hourly value as the device reported it')
      : words('小时内每一条读数', 'every reading of the hour'),
    partInputs(factor, hour.parts),
    context.page,
  );
  const codes = codesIn(row.codes).join(' ');
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor), SPANS.hour),
    value: shownMicro(row.micro, shownDecimals(factor), unitOf(factor)),
    asOf: iso(start + HOUR),
    period: { from: iso(start), until: iso(start + HOUR) },
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
    steps: stepsOf(factor, hour),
    rounding: words(
      '四舍六入五成双，末位为小数第六位，只在最后修约一次',
      'half to even at the sixth decimal, once, at the end',
    ),
    check: checkOf(row, hour, codes),
    inputs,
    versions: explainedVersions(await context.ask.hourVersions(station.id, factor, start)),
    frames: context.isInternal ? await context.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice:
      row.codes === 0
        ? words('小时值未经审核', 'hours are unaudited')
        : words(`小时值未经审核；质控：${codes}`, `hours are unaudited; quality control: ${codes}`),
  });
}

function stepsOf(factor: number, { parts, recomputed, expected }: SeriesHour): Explanation['steps'] {
  const values = countedValues(parts);
  const mean = meanStepText(factor, values, recomputed);
  if (mean === '' || values.length === 0) return [];
  const isEnough = hourIsValid(values.length, expected);
  return [
    { what: words('平均', 'mean'), text: mean },
    { what: words('有效性', 'validity'), text: `${values.length} × 4 ${isEnough ? '≥' : '<'} ${expected} × 3` },
  ];
}

/** Shown against recomputed, where the readings are still kept and stand for the hour as it was computed. */
function checkOf(row: PeriodRow, { parts, recomputed }: SeriesHour, codes: string): Explanation['check'] {
  const shown = microText(row.micro);
  if (parts.length === 0 && row.count > 0)
    return checked(
      shown,
      null,
      words('读数已过保存期，无法复算', 'the readings are past their retention: it cannot be computed again'),
    );
  if (row.leftOut > 0 && countedValues(parts).length !== row.count)
    return checked(
      shown,
      null,
      words(
        `质控或标记剔除了其中 ${row.leftOut} 条（${codes}）`,
        `quality control or a mark leaves ${row.leftOut} of them out (${codes})`,
      ),
    );
  return checked(shown, microText(recomputed));
}
