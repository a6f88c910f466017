import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { dayOf, nextDay } from './addressed-period.ts';
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
import { dayMean } from './day-mean.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { hoursOfDay } from './hours-of-day.ts';
import { maximum8Hours } from './maximum-8-hours.ts';
import type { PeriodRow } from './period-row.ts';
import { stationSubject } from './subjects.ts';
import { explainedVersions } from './versions.ts';
import { factorWords, joined, words } from './words.ts';

const O3 = 3;

/** `day.<code>` of a station; of O3 the daily maximum 8-h mean. */
export async function explainStationDay(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
): Promise<Explanation> {
  const day = dayOf(context, address);
  const [hours, [stored]] = await Promise.all([
    context.ask.hours([station.id], [factor], day.from, day.until),
    context.ask.days([station.id], [factor], day.civil, nextDay(day.civil)),
  ]);
  if (!stored && hours.length === 0) throw noValue(`nothing of ${day.civil}`);
  const means = hoursOfDay(hours, day);
  const isReported = means.every((mean) => mean === null) && stored?.origin === 2;
  const explained =
    factor === O3 ? maximum8Hours(day, means, isReported, stored) : dayMean(factor, means, isReported, stored);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: joined(station.names, factorWords(factor), explained.name, day.civil),
    value: shownMicro(explained.shown, shownDecimals(factor), unitOf(factor)),
    asOf: iso(day.until),
    period: { from: iso(day.from), until: iso(day.until) },
    validity: explained.validity,
    standards: explained.standards,
    formula: explained.formula,
    steps: explained.steps,
    rounding: words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal'),
    check: isReported
      ? checked(
          microText(explained.shown),
          null,
          words('设备上报的日值，没有小时可复算', 'reported by the device: there are no hours to compute it from'),
        )
      : explained.check,
    inputs: paged(
      words('小时值', 'hourly values'),
      means.map((mean, i) => hourOfDayInput(station, factor, day.from, i, mean, hours)),
      context.page,
    ),
    versions: explainedVersions(await context.ask.dayVersions(station.id, factor, day.civil)),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}

function hourOfDayInput(
  station: RegistryStation,
  factor: number,
  from: number,
  i: number,
  mean: Micro | null,
  hours: readonly PeriodRow[],
): ExplainedInput {
  const start = from + i * 3600;
  const row = hours.find((one) => one.start === start);
  return input({
    label: words(`${i} 时起`, `from ${i}:00`),
    time: iso(start),
    value: microText(row?.micro ?? null),
    unit: unitOf(factor),
    detail: row ? `${row.count} / ${row.expected}` : null,
    used: mean !== null,
    reason:
      mean !== null
        ? null
        : row
          ? words('小时有效数据不足', 'the hour has too few valid data')
          : words('没有数据', 'no data'),
    address: row ? addressText('station', station.id, `hour.${codeOf(factor)}`, iso(row.start)) : null,
  });
}
