import type { ExplainedInput, Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { realTimeIndex } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { hourOf } from './addressed-period.ts';
import { addressText, airGrade, checked, explanationOf, input, iso, microText, paged, shownWhole } from './builder.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { indexParts } from './index-parts.ts';
import type { PeriodRow } from './period-row.ts';
import { indexAsked, indexTitle, sixValidity } from './six-items.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, SPANS, words } from './words.ts';

const HOUR = 3600;

/** `hour.aqi` and `hour.iaqi-<code>` of a station, by the edition of the hour. */
export async function explainStationAqiHour(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  const start = hourOf(context, address);
  const rows = await context.ask.hours([station.id], [...AQI_FACTORS], start, start + HOUR);
  if (rows.length === 0) throw noValue(`no hour from ${iso(start)}`);
  const found = AQI_FACTORS.map((factor) => rows.find((row) => row.factor === factor));
  const means = found.map((row) => (row?.isValid ? row.micro : null));
  const quality = realTimeIndex(means, start * 1000);
  const number = indexAsked(quality, only);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: indexTitle(station.names, SPANS.hour, only),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(start + HOUR),
    period: { from: iso(start), until: iso(start + HOUR) },
    ...indexParts(only === null ? AQI_FACTORS : [only], means, start * 1000, quality, 'hour', only === null),
    validity: sixValidity(means, quality.aqi, 'HJ 633 5.3.1'),
    // No screen shows a station's closed-hour AQI: there is nothing to compare it with.
    check: checked(null, number),
    inputs: paged(
      words('六项小时浓度', 'the six hourly concentrations'),
      AQI_FACTORS.map((factor, i) => hourInput(station, factor, start, found[i], quality.iaqis[i] ?? null)),
      context.page,
    ),
    notice: words('小时值未经审核', 'hours are unaudited'),
  });
}

function hourInput(
  station: RegistryStation,
  factor: number,
  start: number,
  row: PeriodRow | undefined,
  iaqi: number | null,
): ExplainedInput {
  const used = row?.isValid === true && row.micro !== null;
  return input({
    label: factorWords(factor),
    time: iso(start),
    value: microText(row?.micro ?? null),
    unit: unitOf(factor),
    detail: `IAQI ${iaqi ?? 'NA'}${row ? ` · ${row.count} / ${row.expected}` : ''}`,
    used,
    reason: used
      ? null
      : row
        ? words('小时有效数据不足', 'the hour has too few valid data')
        : words('没有数据', 'no data'),
    address: row ? addressText('station', station.id, `hour.${codeOf(factor)}`, iso(start)) : null,
  });
}
