import type { Explanation } from '../../streams/contracts/explanation.ts';
import { formatMicro, MICRO, type Micro } from '../../streams/contracts/reading.ts';
import type { Part } from '../recompute/mod.ts';
import { folded, FOLDED_FACTORS } from '../standards/mod.ts';
import { aboveBackground } from './above-background.ts';
import { type EvaluatedValue, type Evaluation, valueOfParts } from './evaluation.ts';
import { nowMean } from './now-mean.ts';
import { rollingOf, type RollingRow } from './rolling-row.ts';
import { seriesHour } from './series-hour.ts';
import { shownRolling } from './shown-tick.ts';
import { words } from './words.ts';

const CLOSED_HOUR = 3;
const OXYGEN = 65;

/** The rolling hour or the closed one, folded to the reference oxygen where the device sends no folded values. */
export async function evaluatedHour(of: Evaluation): Promise<EvaluatedValue> {
  const { context, station, factor, limit } = of;
  const { seconds, rows } = await shownRolling(context, 'exceedances', [station.id], [factor, OXYGEN]);
  const [row] = rows
    .filter((one) => one.factor === factor && (one.folded === 0 || one.mean !== null))
    .sort((a, b) => b.folded - a.folded);
  if (!row) {
    const note = words('滚动值已不在最近几拍内', 'the rolling value is no longer among the newest ticks');
    return valueOfParts(of, null, words('读数', 'readings'), [], note);
  }
  const mean = await hourMean(of, factor, seconds, row);
  const what = row.folded
    ? words('时段内每一条折算值', 'every folded value of the window')
    : words('时段内每一条读数', 'every reading of the window');
  const isFoldedHere = station.kind === 'enterprise' && FOLDED_FACTORS.includes(factor) && !row.folded;
  const reference = isFoldedHere ? (station.gas?.referenceOxygen ?? null) : null;
  if (reference === null || mean.value === null)
    return valueOfParts(of, aboveBackground(mean.value, limit), what, mean.parts);
  const oxygenRow = rollingOf(rows, station.id, OXYGEN);
  const oxygen = oxygenRow ? (await hourMean(of, OXYGEN, seconds, oxygenRow)).value : null;
  const value = oxygen === null ? null : folded(mean.value, oxygen, Math.round(reference * MICRO));
  if (oxygen === null || value === null)
    return valueOfParts(of, null, what, mean.parts, words('含氧量不可用，不能折算', 'no oxygen to fold by'));
  return valueOfParts(of, value, what, mean.parts, null, foldingSteps(mean.value, oxygen, reference, value));
}

async function hourMean(
  { context, station, state }: Evaluation,
  factor: number,
  seconds: number,
  row: RollingRow,
): Promise<{ readonly value: Micro | null; readonly parts: readonly Part[] }> {
  if (!row.closed) {
    const { recomputed, parts } = await nowMean(context, station, factor, seconds, row);
    return { value: recomputed, parts };
  }
  const end = state.averaging === CLOSED_HOUR ? state.at : row.end;
  const { recomputed, parts } = await seriesHour(context, station, factor, end - 3600);
  return { value: recomputed, parts };
}

function foldingSteps(mean: Micro, oxygen: Micro, reference: number, value: Micro): Explanation['steps'] {
  const quotient = `(21 − ${reference}) ÷ (21 − ${formatMicro(oxygen)})`;
  return [
    { what: words('含氧量小时均值', 'oxygen of the hour'), text: `${formatMicro(oxygen)} %` },
    {
      what: words('折算到基准含氧量', 'folded to the reference oxygen'),
      text: `${formatMicro(mean)} × ${quotient} = ${formatMicro(value)}`,
    },
  ];
}
