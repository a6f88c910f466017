import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { realTimeIndex, rollingHourOf } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { addressText, airGrade, checked, explanationOf, input, iso, microText, paged, shownWhole } from './builder.ts';
import { citeIncomplete } from './citations.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { indexParts } from './index-parts.ts';
import { rollingOf } from './rolling-row.ts';
import { shownRolling } from './shown-tick.ts';
import { shownCell } from './shown.ts';
import { indexAsked, indexTitle, sixValidity } from './six-items.ts';
import { stationSubject } from './subjects.ts';
import { factorWords, SPANS, words } from './words.ts';

/** `now.aqi` and `now.iaqi-<code>` of an air station (HJ 633-2026 4.2.3). */
export async function explainStationAqiNow(
  context: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const { seconds, rows } = await shownRolling(context, 'stations', [station.id], [...AQI_FACTORS]);
  const means = AQI_FACTORS.map((factor) => rollingOf(rows, station.id, factor)?.mean ?? null);
  if (means.every((mean) => mean === null)) throw noValue(`station ${station.id} has no valid rolling hour`);
  const at = rollingHourOf(seconds).since * 1000;
  const quality = realTimeIndex(means, at);
  const number = indexAsked(quality, only);
  // The screens show the AQI alone.
  const shown = only === null ? shownCell(context, 'stations', station.id, 'aqi') : number;
  const ends = rows.filter(({ mean }) => mean !== null).map(({ end }) => end);
  return explanationOf(address, {
    subject: stationSubject(station),
    title: indexTitle(station.names, SPANS.now, only),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(Math.max(...ends)),
    isProvisional: true,
    ...indexParts(only === null ? AQI_FACTORS : [only], means, at, quality, 'hour', only === null),
    validity: sixValidity(means, quality.aqi, citeIncomplete(at).clause),
    check: checked(shown, number),
    inputs: paged(
      words('六项滚动小时浓度', 'the six rolling-hour concentrations'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factorWords(factor),
          time: iso(rollingOf(rows, station.id, factor)?.end ?? seconds),
          value: microText(means[i] ?? null),
          unit: unitOf(factor),
          detail: `IAQI ${quality.iaqis[i] ?? 'NA'}`,
          used: means[i] !== null,
          reason: means[i] === null ? words('滚动小时数据不足', 'too few samples in the rolling hour') : null,
          address: addressText('station', station.id, `now.${codeOf(factor)}`),
        }),
      ),
      context.page,
    ),
    notice: words('实时数据未经审核，仅供参考', 'real-time data are unaudited and for reference only'),
  });
}
