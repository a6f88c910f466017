import type { CalculationStep } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { AirQuality } from '../standards/mod.ts';
import { englishOf } from './factor-text.ts';
import { words } from './words.ts';

/** How the AQI follows from its indices. */
export function aqiStep({ aqi, iaqis, primary }: AirQuality): CalculationStep[] {
  const listed = AQI_FACTORS.map((factor, i) => `${englishOf(factor)} ${iaqis[i] ?? 'NA'}`).join(', ');
  const steps: CalculationStep[] = [
    { what: words('取最大', 'the largest'), text: `AQI = max(${listed}) = ${aqi ?? 'NA'}` },
  ];
  if (aqi !== null)
    steps.push({
      what: words('首要污染物', 'primary pollutant'),
      text: aqi > 50 ? primary.map(englishOf).join(', ') : 'AQI ≤ 50: –',
    });
  return steps;
}
/** The AQI in symbols. */
export const AQI_SYMBOLS = 'AQI = max(IAQI1 … IAQIn)';
