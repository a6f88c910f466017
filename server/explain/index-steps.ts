import { AQI_FACTORS, factorById } from '../../streams/contracts/factors.ts';
import { formatMicro, type Micro } from '../../streams/contracts/reading.ts';
import type { CalculationStep } from '../../streams/contracts/explanation.ts';
import {
  breakpointsAt,
  columnOf,
  iaqi,
  iaqiInput,
  IAQI_STEPS,
  type AirQuality,
  type Averaging,
} from '../standards/mod.ts';
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
  const index = iaqi(factor, averaging, value, at);
  if (!column) return { iaqi: index, steps: [] };
  const input = iaqiInput(column, value);
  const name = factorWords(factor);
  const unit = factorById(factor)?.unit ?? '';
  const shown = (n: number): string => shownInput(n, column.decimals);
  const steps: CalculationStep[] = [
    { what: joined(name, words('浓度修约', 'rounded')), text: `C = ${formatMicro(value)} → ${shown(input)} ${unit}` },
  ];
  if (value < 0)
    steps.push({
      what: words('零值附近的噪声按零计', 'noise about zero counts as zero'),
      text: `C < 0: C = ${shown(0)}, IAQI = 0`,
    });
  const top = column.breakpoints.length - 1;
  if (input > column.breakpoints[top]!) {
    steps.push({
      what: words('超出最高一段', 'above the last breakpoint'),
      text:
        index === null
          ? `${shown(input)} > ${shown(column.breakpoints[top]!)}: –`
          : `${shown(input)} > ${shown(column.breakpoints[top]!)}: IAQI = ${index}`,
    });
    return { iaqi: index, steps };
  }
  let upper = 1;
  while (input > column.breakpoints[upper]!) upper += 1;
  const [low, high, from, to] = [
    column.breakpoints[upper - 1]!,
    column.breakpoints[upper]!,
    IAQI_STEPS[upper - 1]!,
    IAQI_STEPS[upper]!,
  ];
  steps.push(
    {
      what: words('所用分段', 'segment used'),
      text: `BL = ${shown(low)}, BH = ${shown(high)}, IL = ${from}, IH = ${to}`,
    },
    {
      what: joined(name, 'IAQI'),
      text: `IAQI = ${from} + ⌈(${to} − ${from}) × (${shown(input)} − ${shown(low)}) ÷ (${shown(high)} − ${shown(low)})⌉ = ${index}`,
    },
  );
  return { iaqi: index, steps };
}

/** How the AQI follows from its indices. */
export function aqiStep({ aqi, iaqis, primary }: AirQuality): CalculationStep[] {
  const listed = AQI_FACTORS.map((factor, i) => `${factorById(factor)?.en} ${iaqis[i] ?? 'NA'}`).join(', ');
  const steps: CalculationStep[] = [
    { what: words('取最大', 'the largest'), text: `AQI = max(${listed}) = ${aqi ?? 'NA'}` },
  ];
  if (aqi !== null)
    steps.push({
      what: words('首要污染物', 'primary pollutant'),
      text: aqi > 50 ? primary.map((factor) => factorById(factor)?.en).join(', ') : 'AQI ≤ 50: –',
    });
  return steps;
}
export const AQI_SYMBOLS = 'AQI = max(IAQI1 … IAQIn)';
export const IAQI_SYMBOLS = 'IAQI = IL + ⌈(IH − IL) · (C − BL) / (BH − BL)⌉';
