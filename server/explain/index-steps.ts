import type { CalculationStep } from '../../streams/contracts/explanation.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import { indexInput, individualIndex } from '../recompute/mod.ts';
import { type Averaging, breakpointsAt, columnOf, IAQI_STEPS } from '../standards/mod.ts';
import { unitOf } from './factor-text.ts';
import { factorWords, joined, words } from './words.ts';

const shownInput = (input: number, decimals: number): string =>
  decimals === 0 ? String(input) : `${Math.trunc(input / 10)}.${input % 10}`;

/**
 * The IAQI of a concentration with its numbers put in: rounding, segment, interpolation, rounding up.
 * @param at start of the hour or day, ms UTC: it chooses the edition
 */
export function iaqiSteps(
  factor: number,
  averaging: Averaging,
  value: Micro,
  at: number,
): { readonly iaqi: number | null; readonly steps: CalculationStep[] } {
  const column = columnOf(breakpointsAt(at), factor, averaging);
  const index = individualIndex(factor, averaging, value, at);
  if (!column) return { iaqi: index, steps: [] };
  const input = indexInput(column, value);
  const name = factorWords(factor);
  const unit = unitOf(factor);
  const shown = (n: number): string => shownInput(n, column.decimals);
  const steps: CalculationStep[] = [
    { what: joined(name, words('浓度修约', 'rounded')), text: `C = ${formatMicro(value)} → ${shown(input)} ${unit}` },
  ];
  if (value < 0)
    steps.push({
      what: words('零值附近的噪声按零计', 'noise about zero counts as zero'),
      text: `C < 0: C = ${shown(0)}, IAQI = 0`,
    });
  const segment = segmentOf(column.breakpoints, input);
  if (segment === null) {
    const top = column.breakpoints.at(-1) ?? 0;
    steps.push({
      what: words('超出最高一段', 'above the last breakpoint'),
      text: `${shown(input)} > ${shown(top)}: ${index === null ? '–' : `IAQI = ${index}`}`,
    });
    return { iaqi: index, steps };
  }
  const { low, high, from, to } = segment;
  const quotient = `(${shown(input)} − ${shown(low)}) ÷ (${shown(high)} − ${shown(low)})`;
  steps.push(
    {
      what: words('所用分段', 'segment used'),
      text: `BL = ${shown(low)}, BH = ${shown(high)}, IL = ${from}, IH = ${to}`,
    },
    { what: joined(name, 'IAQI'), text: `IAQI = ${from} + ⌈(${to} − ${from}) × ${quotient}⌉ = ${index}` },
  );
  return { iaqi: index, steps };
}

/** A segment between two breakpoints: concentrations, and the indices at them. */
interface Segment {
  readonly low: number;
  readonly high: number;
  readonly from: number;
  readonly to: number;
}

/** The segment a concentration lies in; `null` above the last breakpoint. */
function segmentOf(breakpoints: readonly number[], input: number): Segment | null {
  const upper = Math.max(
    1,
    breakpoints.findIndex((breakpoint) => input <= breakpoint),
  );
  const [low, high] = [breakpoints[upper - 1], breakpoints[upper]];
  const [from, to] = [IAQI_STEPS[upper - 1], IAQI_STEPS[upper]];
  const isWithin = high !== undefined && input <= high;
  return isWithin && low !== undefined && from !== undefined && to !== undefined ? { low, high, from, to } : null;
}

/** The individual index in symbols. */
export const IAQI_SYMBOLS = 'IAQI = IL + ⌈(IH − IL) · (C − BL) / (BH − BL)⌉';
