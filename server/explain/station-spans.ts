import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { secondsPerValue } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { VALIDITY } from '../standards/mod.ts';
import {
  addressText,
  checked,
  explanationOf,
  input,
  iso,
  microText,
  paged,
  shownDecimals,
  shownMicro,
} from './builder.ts';
import { citeValidity } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { rollingOf } from './rolling-row.ts';
import { type SeriesRunningMean, seriesRunningMean } from './series-running-mean.ts';
import { shownRolling } from './shown-tick.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

const HOUR = 3600;

/**
 * `8h.<code>` and `24h.<code>`: the hour values of the last 7 or 23 closed hours, and of the open one once it has 45
 * minutes (GB 3095-2026 Table 4).
 */
export async function explainStationSpan(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
  span: 8 | 24,
): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('running means are kept for the newest ticks only; ask for hours or the day');
  const { seconds, rows } = await shownRolling(context, 'stations', [station.id], [factor]);
  const row = rollingOf(rows, station.id, factor);
  if (!row) throw noValue(`station ${station.id} has reported nothing of this factor within the hour`);
  const running = await seriesRunningMean(context, station, factor, span, seconds);
  const { hour, now, means, recomputed } = running;
  const used = means.filter((mean): mean is number => mean !== null);
  const stored = span === 8 ? row.mean8 : row.mean24;
  const validity = span === 8 ? VALIDITY.eightHours : VALIDITY.day;
  const sum = formatMicro(used.reduce((a, b) => a + b, 0));
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor), SPANS[`${span}h`]),
    value: shownMicro(stored, shownDecimals(factor), unitOf(factor)),
    asOf: iso(now),
    period: { from: iso(hour - (span - 1) * HOUR), until: iso(now) },
    isProvisional: true,
    validity: {
      valid: used.length,
      expected: span,
      isSufficient: stored !== null,
      rule: words(
        `${span} 小时中至少 ${validity.minimum} 个小时值`,
        `at least ${validity.minimum} hourly values of ${span}`,
      ),
      clause: validity.clause,
    },
    standards: [citeValidity(span === 8 ? 'eightHours' : 'day', words('最少有效小时', 'minimum of valid hours'))],
    formula: { words: words('有效小时值的算术平均', 'mean of the valid hourly values'), symbols: `C = Σ Ci / n` },
    steps: [
      {
        what: words('平均', 'mean'),
        text:
          used.length === 0 ? 'n = 0' : `${sum} ÷ ${used.length} = ${microText(recomputed) ?? 'NA'} ${unitOf(factor)}`,
      },
    ],
    rounding: words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal'),
    check: checked(microText(stored), microText(recomputed)),
    inputs: paged(words('小时值', 'hourly values'), hourInputs(station, factor, running), context.page),
    notice: words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited'),
  });
}

/** The hours of a running mean, newest first. */
function hourInputs(station: RegistryStation, factor: number, running: SeriesRunningMean): ExplainedInput[] {
  const { hour, hours, starts, means, open, openMean } = running;
  const closed = starts.map((start, i) => {
    const row = hours.find((one) => one.start === start);
    const used = means[i] !== null;
    return input({
      label: words('小时', 'hour'),
      time: iso(start),
      value: microText(row?.micro ?? null),
      unit: unitOf(factor),
      used,
      detail: row ? `${row.count} / ${row.expected}` : null,
      reason: used ? null : words('小时无效或缺失', 'hour missing or not valid'),
      address: addressText('station', station.id, `hour.${codeOf(factor)}`, iso(start)),
    });
  });
  const openHour = input({
    label: words('未结束的小时', 'the open hour'),
    time: iso(hour),
    value: microText(openMean),
    unit: unitOf(factor),
    used: openMean !== null,
    detail: `${open.length} / ${Math.max(1, Math.floor(HOUR / secondsPerValue(station)))}`,
    reason: openMean !== null ? null : words('不足 45 分钟', 'less than 45 minutes'),
    address: addressText('station', station.id, `now.${codeOf(factor)}`),
  });
  return [...closed, openHour].reverse();
}
