import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { dailyIndex } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { dayOf } from './addressed-period.ts';
import { addressText, airGrade, checked, explanationOf, input, iso, microText, paged, shownWhole } from './builder.ts';
import { cite } from './citations.ts';
import { dayValues, stationFactor } from './day-values.ts';
import type { ExplainContext } from './explain-context.ts';
import { noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { indexParts } from './index-parts.ts';
import { indexAsked, indexTitle, sixValidity } from './six-items.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

const O3 = 3;

/** `day.aqi` and `day.iaqi-<code>` of a station, by the edition of the day (HJ 633-2026 4.2.2). */
export async function explainStationAqiDay(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  const day = dayOf(context, address);
  const values = await dayValues(context, [station.id], [...AQI_FACTORS], day);
  const means = AQI_FACTORS.map((factor) => values.get(stationFactor(station.id, factor)) ?? null);
  if (means.every((mean) => mean === null)) throw noValue(`no valid value of ${day.civil}`);
  const quality = dailyIndex(means, day.from * 1000);
  const number = indexAsked(quality, only);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: indexTitle(station.names, SPANS.day, only, day.civil),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(day.until),
    period: { from: iso(day.from), until: iso(day.until) },
    ...indexParts(only === null ? AQI_FACTORS : [only], means, day.from * 1000, quality, 'day', only === null),
    validity: sixValidity(means, quality.aqi, cite('hj633', day.from * 1000, '5.3.1', words('', '')).clause),
    check: checked(null, number),
    inputs: paged(
      words('六项日值', 'the six day values'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factor === O3 ? joined(factorWords(factor), 'MDA8') : factorWords(factor),
          time: iso(day.from),
          value: microText(means[i] ?? null),
          unit: unitOf(factor),
          detail: `IAQI ${quality.iaqis[i] ?? 'NA'}`,
          used: means[i] !== null,
          reason: means[i] === null ? words('日值无效或缺失', 'day missing or not valid') : null,
          address: addressText('station', station.id, `day.${codeOf(factor)}`, day.civil),
        }),
      ),
      context.page,
    ),
    notice: words('日值未经审核', 'days are unaudited'),
  });
}
