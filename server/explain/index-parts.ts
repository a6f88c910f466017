import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { AirQuality } from '../standards/mod.ts';
import { AQI_SYMBOLS, aqiStep } from './aqi-step.ts';
import { citeAqi, citeIaqi, citeIncomplete, citeRounding } from './citations.ts';
import { IAQI_SYMBOLS, iaqiSteps } from './index-steps.ts';
import { words } from './words.ts';

/** Standards, formula and steps of an index, whatever its means are of. */
export function indexParts(
  factors: readonly number[],
  means: readonly (Micro | null)[],
  at: number,
  quality: AirQuality,
  span: 'hour' | 'day',
  isWhole: boolean,
): Pick<Explanation, 'standards' | 'formula' | 'steps' | 'rounding'> {
  const averaging = (factor: number): 'hour' | 'eightHours' | 'day' =>
    span === 'hour' ? 'hour' : factor === 3 ? 'eightHours' : 'day';
  const leading = factors.filter(
    (factor) => !isWhole || quality.primary.includes(factor) || quality.primary.length === 0,
  );
  const detailed =
    isWhole && quality.primary.length === 0
      ? leading.filter(
          (factor) =>
            quality.iaqis[AQI_FACTORS.findIndex((f) => f === factor)] ===
            Math.max(...quality.iaqis.map((i) => i ?? -1)),
        )
      : leading;
  const steps = detailed.flatMap((factor) => {
    const mean = means[AQI_FACTORS.findIndex((f) => f === factor)];
    return mean === null || mean === undefined ? [] : iaqiSteps(factor, averaging(factor), mean, at).steps;
  });
  const first = detailed[0] ?? factors[0] ?? AQI_FACTORS[0];
  return {
    standards: [
      ...(isWhole ? [citeAqi(span, at)] : []),
      citeIaqi(first, averaging(first), at),
      citeRounding(at),
      ...(isWhole && means.some((mean) => mean === null) ? [citeIncomplete(at)] : []),
    ],
    formula: {
      words: isWhole
        ? words(
            '各项浓度分段插值得分指数，取最大者',
            'each concentration gives an individual index; the largest is the AQI',
          )
        : words('浓度在分段限值间线性插值', 'the concentration, linear between the breakpoints'),
      symbols: isWhole ? `${IAQI_SYMBOLS}; ${AQI_SYMBOLS}` : IAQI_SYMBOLS,
    },
    steps: [...steps, ...(isWhole ? aqiStep(quality) : [])],
    rounding: words(
      '浓度修约到整数（CO 一位小数，五成双），分指数向上取整',
      'concentrations to whole numbers (CO one decimal), half to even; the index is rounded up',
    ),
  };
}
