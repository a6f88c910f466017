import type { Explanation } from '../../streams/contracts/explanation.ts';
import { factorByCode } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { countedValues, meanMicro, partsOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { hourIsValid } from '../standards/mod.ts';
import { stationOf } from './addressed-place.ts';
import { addressText, checked, explanationOf, input, iso, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, unknownQuantity } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { meanSymbols } from './mean-symbols.ts';
import { factorWords, joined, words } from './words.ts';

const DAY = 86_400,
  HOUR = 3600,
  FIVE_MINUTES = 300;

/** `series:<station>.<code>` `5m.valid`, `1h.valid`: how much of the last day's chart is valid, period by period. */
export async function explainSeriesValidity(context: ExplainContext, address: NumberAddress): Promise<Explanation> {
  if (address.at !== undefined) throw notKept('the chart is of the last 24 h');
  const [id = '', code = ''] = address.id.split(/\.(.*)/s);
  const station = stationOf(context, id);
  const factor = factorByCode(code)?.id;
  const isHourly = address.quantity === '1h.valid';
  if (factor === undefined || (!isHourly && address.quantity !== '5m.valid')) throw unknownQuantity(address);
  const now = Math.floor(context.now / 1000);
  const unit = unitOf(factor);
  const length = isHourly ? HOUR : FIVE_MINUTES;
  const periods = isHourly
    ? (await context.ask.hours([station.id], [factor], now - DAY, now)).map(
        ({ start, micro, count, expected, isValid }) => ({ start, micro, count, due: expected, isValid }),
      )
    : await fiveMinutes(context, station, factor, now);
  const valid = periods.filter(({ isValid }) => isValid).length;
  return explanationOf(address, {
    subject: { kind: 'series', id: address.id, names: words(station.names.zh, station.names.en) },
    title: joined(
      station.names,
      factorWords(factor),
      isHourly
        ? words('近 24 小时有效的小时', 'valid hours of the last 24 h')
        : words('近 24 小时有效的 5 分钟', 'valid five minutes of the last 24 h'),
    ),
    value: shownWhole(valid, `/ ${periods.length}`),
    asOf: iso(now),
    period: { from: iso(now - DAY), until: iso(now) },
    isProvisional: true,
    validity: {
      valid,
      expected: periods.length,
      isSufficient: valid > 0,
      rule: words('一段内有效数据不少于应有的四分之三', 'at least three quarters of what is due in a period are valid'),
      clause: isHourly ? 'GB 3095-2026 表4' : '',
    },
    formula: {
      words: isHourly
        ? words('每小时的均值，以结算的小时为准', 'hourly means, as they were closed')
        : words(
            '每 5 分钟内标记为 N、T 的有效版本求均值；标准没有规定 5 分钟，按小时的四分之三要求',
            'mean of the valid versions flagged N or T in every five minutes; no standard speaks of five minutes, ' +
              'so three quarters as for an hour',
          ),
      symbols: meanSymbols(factor),
    },
    check: checked(null, `${valid} / ${periods.length}`, words('值守台每分钟问一次', 'the desk asks once a minute')),
    inputs: paged(
      words('每一段，新的在前', 'every period, the newest first'),
      [...periods]
        .sort((a, b) => b.start - a.start)
        .map(({ start, micro, count, due, isValid }) =>
          input({
            label: words(`${count} / ${due}`, `${count} / ${due}`),
            time: iso(start),
            value: micro === null ? null : formatMicro(micro),
            unit,
            detail: iso(start + length),
            used: isValid,
            reason: isValid
              ? null
              : words('有效数据不足，或被质控剔除', 'too few valid data, or taken out by quality control'),
            address: isHourly ? addressText('station', station.id, `hour.${code}`, iso(start)) : null,
          }),
        ),
      context.page,
    ),
  });
}

/** Five-minute means of the last day from the readings themselves. */
async function fiveMinutes(context: ExplainContext, station: RegistryStation, factor: number, now: number) {
  const parts = partsOf(
    await context.ask.readings({ station: station.id, factor, statistic: station.basis }, now - DAY, now),
  );
  const due = Math.max(1, Math.floor(FIVE_MINUTES / Math.max(1, station.period)));
  return [...Map.groupBy(parts, ({ time }) => Math.floor(time / FIVE_MINUTES) * FIVE_MINUTES)].map(([start, of]) => {
    const used = countedValues(of);
    return { start, micro: meanMicro(factor, used), count: used.length, due, isValid: hourIsValid(used.length, due) };
  });
}
