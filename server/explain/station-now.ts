import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { countedValues } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { VALIDITY } from '../standards/mod.ts';
import { checked, explanationOf, iso, microText, paged, shownDecimals, shownMicro } from './builder.ts';
import { citeValidity, hourRule } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { meanStepText } from './mean-step.ts';
import { meanSymbols } from './mean-symbols.ts';
import { nowMean } from './now-mean.ts';
import { ordinalsOf, partInputs } from './part-inputs.ts';
import { rollingOf } from './rolling-row.ts';
import { shownRolling } from './shown-tick.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

const HOUR = 3600;
const NOT_KEPT = 'rolling values are kept for the newest ticks only; ask for the closed hour';

/** `now.<code>` of a station: the provisional rolling hour of one factor. */
export async function explainStationNow(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  if (address.at !== undefined) throw notKept(NOT_KEPT);
  const { seconds, rows } = await shownRolling(context, 'stations', [station.id], [factor]);
  const row = rollingOf(rows, station.id, factor);
  if (!row) throw noValue(`station ${station.id} has reported nothing of this factor within the hour`);
  const { hour, parts, recomputed, expected, later } = await nowMean(context, station, factor, seconds, row);
  const values = countedValues(parts);
  const what = words('时段内每一条读数', 'every reading of the window');
  const inputs = paged(what, partInputs(factor, parts), context.page);
  const mean = meanStepText(factor, values, recomputed);
  const [from, until] = row.closed ? [iso(hour.hour - HOUR), iso(hour.hour)] : [iso(hour.since), iso(hour.now)];
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor), SPANS.now),
    value: shownMicro(row.mean, shownDecimals(factor), unitOf(factor)),
    asOf: iso(row.end),
    period: { from, until },
    isProvisional: !row.closed,
    validity: {
      valid: values.length,
      expected,
      isSufficient: row.mean !== null,
      rule: hourRule,
      clause: VALIDITY.hourShare.clause,
    },
    standards: [citeValidity('hourShare', words('小时值的最少有效数据', 'minimum valid data of an hour'))],
    formula: {
      words: words('时段内有效读数（标记 N、T）的算术平均', 'mean of the valid readings of the window (flags N and T)'),
      symbols: meanSymbols(factor),
    },
    steps: [
      { what: words('时段', 'window'), text: `${from} – ${until}` },
      ...(mean === '' ? [] : [{ what: words('平均', 'mean'), text: mean }]),
    ],
    rounding: words(
      '四舍六入五成双，末位为小数第六位，只在最后修约一次',
      'half to even at the sixth decimal, once, at the end',
    ),
    check: checked(
      microText(row.mean),
      microText(recomputed),
      later > 0 ? words(`这一拍之后又到 ${later} 条`, `${later} more arrived after that tick`) : null,
    ),
    inputs,
    frames: context.isInternal ? await context.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: row.closed
      ? words(
          '滚动小时数据不足，显示上一个已结算的小时',
          'the rolling hour has too few samples: the last closed hour stands in',
        )
      : words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited'),
  });
}
