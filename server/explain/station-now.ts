import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { realTimeAqi, VALIDITY } from '../standards/mod.ts';
import { tickInstantOf, type TickInstant } from '../windows/mod.ts';
import type { RollingRow, Observation } from './ask.ts';
import { ExplainBounds } from './bounds.ts';
import { citeIncomplete, citeValidity, hourRule } from './citations.ts';
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
import { notKept, nothing, shownCell, shownRolling, type ExplainContext } from './explain-context.ts';
import { factorWords, joined, SPANS, words } from './words.ts';
import { hourParts } from './station-hour.ts';

const FOLDED: Readonly<Record<number, number>> = { 1: 2, 10: 14, 20: 24 };

/** Seconds that one sample of a station stands for. */
const periodOf = ({ basis, period }: RegistryStation): number =>
  basis === 10 ? Math.max(60, period) : basis === 20 ? Math.max(3600, period) : Math.max(1, period);

export interface NowMean {
  readonly row: RollingRow;
  readonly moment: TickInstant;
  readonly parts: readonly Part[];
  /** Computed again from the parts; null where too few. */
  readonly recomputed: Micro | null;
  readonly expected: number;
  /** Parts that arrived too late for this tick. */
  readonly later: number;
}

/**
 * The rolling hour of a series at a tick, computed again from its readings. Ingest writes frames in order, so what a tick saw is
 * everything up to some frame: of the parts that arrived in its last seconds as many are taken as the tick had counted.
 */
export async function nowMean(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  seconds: number,
  row: RollingRow,
): Promise<NowMean> {
  const moment = tickInstantOf(seconds * 1000);
  const expected = Math.floor((moment.now - moment.since) / periodOf(station));
  if (row.closed) {
    const { parts, recomputed } = await hourParts(scene, station, factor, moment.hour - 3600);
    return { row, moment, parts, recomputed, expected: Math.max(1, Math.floor(3600 / periodOf(station))), later: 0 };
  }
  const statistic = row.folded ? (FOLDED[station.basis] ?? station.basis) : station.basis;
  const said = await scene.ask.readings({ station: station.id, factor, statistic }, moment.since, moment.now);
  const { parts, later } = seenBy(said, factor, row, moment.now);
  const values = usedMicros(parts);
  const isEnough =
    values.length > 0 &&
    values.length * periodOf(station) * VALIDITY.hourShare.denominator >=
      VALIDITY.hourShare.numerator * (moment.now - moment.since);
  return {
    row,
    moment,
    parts,
    recomputed: isEnough && factor !== 24 ? meanOfParts(factor, values) : null,
    expected,
    later,
  };
}

function seenBy(
  said: readonly Observation[],
  factor: number,
  row: RollingRow,
  now: number,
): { readonly parts: readonly Part[]; readonly later: number } {
  const ordered = [...said].sort((a, b) => a.ordinal - b.ordinal);
  const matches = (parts: readonly Part[]): boolean =>
    usedMicros(parts).length === row.count && sumOfParts(factor, usedMicros(parts)) === row.sum;
  for (let end = ordered.length; end > 0; end -= 1) {
    const parts = validParts(ordered.slice(0, end));
    if (matches(parts)) return { parts, later: ordered.length - end };
    if (ordered[end - 1]!.heard < now * 1000 - ExplainBounds.tickGrace) break;
  }
  return { parts: validParts(ordered), later: 0 };
}

export const rollingOf = (
  rows: readonly RollingRow[],
  station: number,
  factor: number,
  folded = 0,
): RollingRow | undefined =>
  rows.find((row) => row.station === station && row.factor === factor && row.folded === folded);

/** `now.<code>` of a station: the provisional rolling hour of one factor. */
export async function explainStationNow(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
  folded = 0,
): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const { seconds, rows: rolling } = await shownRolling(scene, 'stations', [station.id], [factor]);
  const row = rollingOf(rolling, station.id, factor, folded);
  if (!row) throw nothing(`station ${station.id} has not been heard of this factor within the hour`);
  const mean = await nowMean(scene, station, factor, seconds, row);
  const { moment, parts, recomputed, expected, later } = mean;
  const values = usedMicros(parts);
  const rows = partInputs(factor, parts);
  const unit = factorById(factor)?.unit ?? '';
  const inputs = paged(words('时段内每一条读数', 'every reading of the window'), rows, scene.page);
  const sum =
    factor === 24 || factor === 90
      ? ''
      : `${formatMicro(Number(sumOfParts(factor, values)))} ÷ ${values.length} = ${microText(recomputed) ?? 'NA'} ${unit}`;
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), SPANS['now']!),
    value: shownMicro(row.mean, shownDecimals(factor), unit),
    asOf: iso(row.end),
    period: row.closed
      ? { from: iso(moment.hour - 3600), until: iso(moment.hour) }
      : { from: iso(moment.since), until: iso(moment.now) },
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
      {
        what: words('时段', 'window'),
        text: row.closed
          ? `${iso(moment.hour - 3600)} – ${iso(moment.hour)}`
          : `${iso(moment.since)} – ${iso(moment.now)}`,
      },
      ...(sum === '' ? [] : [{ what: words('平均', 'mean'), text: sum }]),
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
    frames: scene.isInternal ? await scene.frames.frames(ordinalsOf(inputs.rows)) : [],
    notice: row.closed
      ? words(
          '滚动小时数据不足，显示上一个已结算的小时',
          'the rolling hour has too few samples: the last closed hour stands in',
        )
      : words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited'),
  });
}

/** `now.aqi` and `now.iaqi-<code>` of an air station (HJ 633-2026 4.2.3). */
export async function explainStationAqiNow(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  only: number | null,
): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const { seconds, rows } = await shownRolling(scene, 'stations', [station.id], [...AQI_FACTORS]);
  const means = AQI_FACTORS.map((factor) => rollingOf(rows, station.id, factor)?.mean ?? null);
  if (means.every((mean) => mean === null)) throw nothing(`station ${station.id} has no valid rolling hour`);
  const at = tickInstantOf(seconds * 1000).since * 1000;
  const quality = realTimeAqi(means, at);
  const shown = only === null ? shownCell(scene, 'stations', station.id, 'aqi') : null;
  const number =
    only === null ? quality.aqi : (quality.iaqis[AQI_FACTORS.findIndex((factor) => factor === only)] ?? null);
  const listed = only === null ? AQI_FACTORS : [only];
  const ends = rows.filter(({ mean }) => mean !== null).map(({ end }) => end);
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, SPANS['now']!, only === null ? 'AQI' : joined(factorWords(only), 'IAQI')),
    value: shownWhole(number),
    grade: airGrade(number),
    asOf: iso(Math.max(...ends)),
    isProvisional: true,
    ...indexParts(listed, means, at, quality, 'hour', only === null),
    validity: {
      valid: means.filter((mean) => mean !== null).length,
      expected: 6,
      isSufficient: quality.aqi !== null,
      rule: words('六项齐全，或 AQI 大于 100', 'all six items, or an AQI above 100'),
      clause: citeIncomplete(at).clause,
    },
    check: checked(only === null ? shown : number, number),
    inputs: paged(
      words('六项滚动小时浓度', 'the six rolling-hour concentrations'),
      AQI_FACTORS.map((factor, i) =>
        input({
          label: factorWords(factor),
          time: iso(rollingOf(rows, station.id, factor)?.end ?? seconds),
          value: microText(means[i] ?? null),
          unit: factorById(factor)!.unit,
          detail: `IAQI ${quality.iaqis[i] ?? 'NA'}`,
          used: means[i] !== null,
          reason: means[i] === null ? words('滚动小时数据不足', 'too few samples in the rolling hour') : null,
          address: addressText('station', station.id, `now.${factorById(factor)!.code}`),
        }),
      ),
      scene.page,
    ),
    notice: words('实时数据未经审核，仅供参考', 'real-time data are unaudited and for reference only'),
  });
}
