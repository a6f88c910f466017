import { factorById } from '../../streams/contracts/factors.ts';
import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import { formatMicro, MICRO, type Micro } from '../../streams/contracts/reading.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { OXYGEN_GUARD } from '../standards/mod.ts';
import type { ExceedanceState, RollingRow } from './ask.ts';
import { addressText, input, iso, paged } from './builder.ts';
import type { JudgedLimit } from './evaluated-limit.ts';
import { meanOfParts, validParts, type Part } from './mean.ts';
import { ordinalsOf, partInputs, usedMicros } from './parts.ts';
import { shownRolling, type ExplainContext } from './explain-context.ts';
import { hourParts } from './station-hour.ts';
import { nowMean } from './station-now.ts';
import { runningMean } from './station-spans.ts';
import { words } from './words.ts';

const OXYGEN = 65,
  SOUND_LEVEL = 90;
/** Concentrations that are folded to the reference oxygen. */
const FOLDABLE = new Set([66, 67, 69, 70]);
/** Minutes of the short windows of local rules. */
const SHORT: Readonly<Record<number, number>> = { 5: 5, 6: 15, 7: 20 };

/** The value that was judged, computed again from readings, with what it rests on. */
export interface JudgedValue {
  readonly value: Micro | null;
  readonly inputs: Explanation['inputs'];
  readonly ordinals: readonly number[];
  readonly note: Words | null;
  /** How it was made, beside the mean. */
  readonly steps: Explanation['steps'];
}

export async function judgedValue(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  state: ExceedanceState,
  limit: JudgedLimit,
): Promise<JudgedValue> {
  const resting = (
    value: Micro | null,
    what: Words,
    parts: readonly Part[],
    note: Words | null = null,
    steps: Explanation['steps'] = [],
  ): JudgedValue => {
    const inputs = paged(what, partInputs(factor, parts), scene.page);
    return { value, inputs, ordinals: ordinalsOf(inputs.rows), note, steps };
  };
  if (state.averaging === 2) {
    const parts = validParts(
      await scene.ask.readings({ station: station.id, factor, statistic: station.basis }, state.at, state.at + 1),
    );
    return resting(usedMicros(parts)[0] ?? null, words('被判定的读数', 'the reading that was judged'), parts);
  }
  if (SHORT[state.averaging] !== undefined) return short(scene, station, factor, state, limit, resting);
  const { seconds, rows } = await shownRolling(scene, 'exceedances', [station.id], [factor, OXYGEN]);
  if (state.averaging === 4) {
    const code = factorById(factor)!.code;
    const address = addressText('station', station.id, station.kind === 'enterprise' ? `day.${code}` : `24h.${code}`);
    const value =
      station.kind === 'enterprise' ? null : (await runningMean(scene, station, factor, 24, seconds)).recomputed;
    return {
      value,
      ordinals: [],
      steps: [],
      note:
        station.kind === 'enterprise'
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
            unit: factorById(factor)?.unit ?? '',
            address,
          }),
        ],
        scene.page,
      ),
    };
  }
  const row = rows
    .filter((one) => one.factor === factor && (one.folded === 0 || one.mean !== null))
    .sort((a, b) => b.folded - a.folded)[0];
  if (!row)
    return resting(
      null,
      words('读数', 'readings'),
      [],
      words('滚动值已不在最近几拍内', 'the rolling value is no longer among the newest ticks'),
    );
  const mean = await meanOf(scene, station, factor, state, seconds, row);
  const what = row.folded
    ? words('时段内每一条折算值', 'every folded value of the window')
    : words('时段内每一条读数', 'every reading of the window');
  const reference =
    station.kind === 'enterprise' && FOLDABLE.has(factor) && !row.folded
      ? (station.gas?.referenceOxygen ?? null)
      : null;
  if (reference === null || mean.value === null) return resting(background(mean.value, limit), what, mean.parts);
  const oxygenRow = rows.find((one) => one.factor === OXYGEN && one.folded === 0);
  const oxygen = oxygenRow ? (await meanOf(scene, station, OXYGEN, state, seconds, oxygenRow)).value : null;
  if (oxygen === null || oxygen >= OXYGEN_GUARD)
    return resting(null, what, mean.parts, words('含氧量不可用，不能折算', 'no oxygen to fold by'));
  const folded = foldedHour(mean.value, oxygen, Math.round(reference * MICRO));
  return resting(folded, what, mean.parts, null, [
    { what: words('含氧量小时均值', 'oxygen of the hour'), text: `${formatMicro(oxygen)} %` },
    {
      what: words('折算到基准含氧量', 'folded to the reference oxygen'),
      text: `${formatMicro(mean.value)} × (21 − ${reference}) ÷ (21 − ${formatMicro(oxygen)}) = ${formatMicro(folded)}`,
    },
  ]);
}

/** GB 13271-2014 5.2, half to even on integers. */
function foldedHour(mean: Micro, oxygen: Micro, reference: Micro): Micro {
  const [dividend, divisor] = [BigInt(mean) * BigInt(21 * MICRO - reference), BigInt(21 * MICRO - oxygen)];
  const floor = dividend / divisor;
  const twice = 2n * (dividend - floor * divisor);
  return Number(twice > divisor || (twice === divisor && floor % 2n === 1n) ? floor + 1n : floor);
}

async function meanOf(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  state: ExceedanceState,
  seconds: number,
  row: RollingRow,
): Promise<{ readonly value: Micro | null; readonly parts: readonly Part[] }> {
  if (row.closed) {
    const hour = await hourParts(scene, station, factor, (state.averaging === 3 ? state.at : row.end) - 3600);
    return { value: hour.recomputed, parts: hour.parts };
  }
  const mean = await nowMean(scene, station, factor, seconds, row);
  return { value: mean.recomputed, parts: mean.parts };
}

const background = (mean: Micro | null, { rule, background: county }: JudgedLimit): Micro | null =>
  rule?.form !== 'above background' || mean === null ? mean : county === null ? null : mean - county;

/** A window of 5, 15 or 20 minutes of a local rule: whole closed buckets; sound levels to 0.1 dB. */
async function short(
  scene: ExplainContext,
  station: RegistryStation,
  factor: number,
  state: ExceedanceState,
  limit: JudgedLimit,
  resting: (value: Micro | null, what: Words, parts: readonly Part[], note?: Words | null) => JudgedValue,
): Promise<JudgedValue> {
  const minutes = limit.rule?.form === 'rise' ? 5 : SHORT[state.averaging]!;
  const parts = validParts(
    await scene.ask.readings(
      { station: station.id, factor, statistic: station.basis },
      state.at - minutes * 60,
      state.at,
    ),
  );
  const mean = meanOfParts(factor, usedMicros(parts));
  const value =
    factor === SOUND_LEVEL && mean !== null ? Math.round(mean / 100_000) * 100_000 : background(mean, limit);
  return resting(value, words(`${minutes} 分钟内每一条读数`, `every reading of the ${minutes} minutes`), parts);
}
