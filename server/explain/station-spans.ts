import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { meanOf24Hours, meanOf8Hours, VALIDITY } from '../standards/mod.ts';
import { tickInstantOf } from '../windows/mod.ts';
import { citeValidity } from './citations.ts';
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
import { meanOfParts, validParts } from './mean.ts';
import { usedMicros } from './parts.ts';
import { notKept, nothing, shownRolling, type ExplainContext } from './explain-context.ts';
import { rollingOf } from './station-now.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

/** These have no running means: means of their hours would not be means of numbers. */
const DIRECTION = 24,
  SOUND_LEVEL = 90;

/** The running mean at a tick, computed again: hour values of the closed hours, and of the open one once it has 45 minutes. */
export async function runningMean(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  span: 8 | 24,
  seconds: number,
) {
  const { hour, now } = tickInstantOf(seconds * 1000);
  const hours = await scene.ask.hours([station.id], [factor], hour - (span - 1) * 3600, hour);
  const open = usedMicros(
    validParts(await scene.ask.readings({ station: station.id, factor, statistic: station.basis }, hour, now)),
  );
  const period =
    station.basis === 10
      ? Math.max(60, station.period)
      : station.basis === 20
        ? Math.max(3600, station.period)
        : Math.max(1, station.period);
  const openMean = open.length > 0 && open.length * period * 4 >= 3 * 3600 ? meanOfParts(factor, open) : null;
  const starts = Array.from({ length: span - 1 }, (_, i) => hour - (span - 1 - i) * 3600);
  const means = [
    ...starts.map((start) => {
      const found = hours.find((h) => h.start === start);
      return found?.isValid ? found.micro : null;
    }),
    openMean,
  ];
  return {
    hour,
    now,
    hours,
    open,
    period,
    openMean,
    starts,
    means,
    recomputed:
      factor === DIRECTION || factor === SOUND_LEVEL ? null : span === 8 ? meanOf8Hours(means) : meanOf24Hours(means),
  };
}

/** `8h.<code>` and `24h.<code>`: the hour values of the last 7 or 23 closed hours, and of the open one once it has 45 minutes (GB 3095-2026 Table 4). */
export async function explainStationSpan(
  scene: ExplainContext,
  address: NumberAddress,
  station: RegistryStation,
  factor: number,
  span: 8 | 24,
): Promise<Explanation> {
  if (address.at !== undefined)
    throw notKept('running means are kept for the newest ticks only; ask for hours or the day');
  const { seconds, rows } = await shownRolling(scene, 'stations', [station.id], [factor]);
  const row = rollingOf(rows, station.id, factor);
  if (!row) throw nothing(`station ${station.id} has not been heard of this factor within the hour`);
  const { hour, now, hours, open, period, openMean, starts, means, recomputed } = await runningMean(
    scene,
    station,
    factor,
    span,
    seconds,
  );
  const used = means.filter((mean): mean is number => mean !== null);
  const stored = span === 8 ? row.mean8 : row.mean24;
  const validity = span === 8 ? VALIDITY.eightHours : VALIDITY.day;
  const unit = factorById(factor)?.unit ?? '';
  return explanationOf(address, {
    subject: { kind: 'station', id: String(station.id), names: words(station.names.zh, station.names.en) },
    title: joined(station.names, factorWords(factor), SPANS[`${span}h`]!),
    value: shownMicro(stored, shownDecimals(factor), unit),
    asOf: iso(now),
    period: { from: iso(hour - (span - 1) * 3600), until: iso(now) },
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
          used.length === 0
            ? 'n = 0'
            : `${formatMicro(used.reduce((a, b) => a + b, 0))} ÷ ${used.length} = ${microText(recomputed) ?? 'NA'} ${unit}`,
      },
    ],
    rounding: words('四舍六入五成双，末位为小数第六位', 'half to even at the sixth decimal'),
    check: checked(microText(stored), microText(recomputed)),
    inputs: paged(
      words('小时值', 'hourly values'),
      [...starts, hour]
        .map((start, i) =>
          input({
            label: start === hour ? words('未结束的小时', 'the open hour') : words('小时', 'hour'),
            time: iso(start),
            value: microText(start === hour ? openMean : (hours.find((h) => h.start === start)?.micro ?? null)),
            unit,
            used: means[i] !== null,
            detail:
              start === hour
                ? `${open.length} / ${Math.max(1, Math.floor(3600 / period))}`
                : ((h) => (h ? `${h.count} / ${h.expected}` : null))(hours.find((h) => h.start === start)),
            reason:
              means[i] !== null
                ? null
                : start === hour
                  ? words('不足 45 分钟', 'less than 45 minutes')
                  : words('小时无效或缺失', 'hour missing or not valid'),
            address:
              start === hour
                ? addressText('station', station.id, `now.${factorById(factor)!.code}`)
                : addressText('station', station.id, `hour.${factorById(factor)!.code}`, iso(start)),
          }),
        )
        .reverse(),
      scene.page,
    ),
    notice: words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited'),
  });
}
