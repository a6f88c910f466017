import { formatMicro } from '../../streams/contracts/reading.ts';
import { averagingOf, countedValues, meanMicro, partsOf } from '../recompute/mod.ts';
import { aboveBackground } from './above-background.ts';
import { addressText, input, iso, paged } from './builder.ts';
import { evaluatedHour } from './evaluated-hour.ts';
import { type EvaluatedValue, type Evaluation, valueOfParts } from './evaluation.ts';
import { codeOf, unitOf } from './factor-text.ts';
import { seriesRunningMean } from './series-running-mean.ts';
import { shownRolling } from './shown-tick.ts';
import { words } from './words.ts';

const INSTANT = 2,
  DAY = 4;
/** Minutes of the short windows of local rules. */
const SHORT: Readonly<Record<number, number>> = { 5: 5, 6: 15, 7: 20 };
const RISE_MINUTES = 5;

/** The value that was evaluated, by the window of its limit. */
export async function evaluatedValue(of: Evaluation): Promise<EvaluatedValue> {
  const { averaging } = of.state;
  if (averaging === INSTANT) return instant(of);
  const minutes = SHORT[averaging];
  if (minutes !== undefined) return shortWindow(of, of.limit.rule?.form === 'rise' ? RISE_MINUTES : minutes);
  return averaging === DAY ? running24Hours(of) : evaluatedHour(of);
}

async function instant(of: Evaluation): Promise<EvaluatedValue> {
  const { context, station, factor, state } = of;
  const series = { station: station.id, factor, statistic: station.basis };
  const parts = partsOf(await context.ask.readings(series, state.at, state.at + 1));
  return valueOfParts(of, countedValues(parts)[0] ?? null, words('被判定的读数', 'the reading that was judged'), parts);
}

/** A window of 5, 15 or 20 minutes of a local rule: whole closed buckets; sound levels to 0.1 dB. */
async function shortWindow(of: Evaluation, minutes: number): Promise<EvaluatedValue> {
  const { context, station, factor, state } = of;
  const series = { station: station.id, factor, statistic: station.basis };
  const parts = partsOf(await context.ask.readings(series, state.at - minutes * 60, state.at));
  const mean = meanMicro(factor, countedValues(parts));
  const value =
    averagingOf(factor) === 'energy' && mean !== null
      ? Math.round(mean / 100_000) * 100_000
      : aboveBackground(mean, of.limit);
  return valueOfParts(
    of,
    value,
    words(`${minutes} 分钟内每一条读数`, `every reading of the ${minutes} minutes`),
    parts,
  );
}

async function running24Hours({ context, station, factor, state }: Evaluation): Promise<EvaluatedValue> {
  const isOutlet = station.kind === 'enterprise';
  const { seconds } = await shownRolling(context, 'exceedances', [station.id], [factor]);
  const value = isOutlet ? null : (await seriesRunningMean(context, station, factor, 24, seconds)).recomputed;
  return {
    value,
    ordinals: [],
    steps: [],
    note: isOutlet
      ? words(
          '排口日值按流量加权、折算，由日值任务计算',
          'the day of an outlet is weighted by flow and folded, by the job of outlets',
        )
      : null,
    inputs: paged(
      words('滚动 24 小时', 'running 24 h'),
      [
        input({
          label: words('滚动 24 小时均值', 'running 24-h mean'),
          time: iso(state.at),
          value: formatMicro(value ?? state.micro),
          unit: unitOf(factor),
          address: addressText('station', station.id, `${isOutlet ? 'day' : '24h'}.${codeOf(factor)}`),
        }),
      ],
      context.page,
    ),
  };
}
