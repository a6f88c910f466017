import type { ExplainedInput } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { addressText, input, iso, microText } from './builder.ts';
import { stationFactor } from './day-values.ts';
import { codeOf, unitOf } from './factor-text.ts';
import type { RegionAir } from './region-air-value.ts';
import type { RegionSpan } from './region-span.ts';
import { factorWords, joined, words } from './words.ts';

/** The six concentrations of a region as inputs of its AQI. */
export const sixInputs = (span: RegionSpan, { means, quality }: RegionAir): ExplainedInput[] =>
  AQI_FACTORS.map((factor, i) =>
    input({
      label: factorWords(factor),
      time: iso(span.from),
      value: microText(means[i] ?? null),
      unit: unitOf(factor),
      detail: `IAQI ${quality.iaqis[i] ?? 'NA'}`,
      used: means[i] !== null,
      reason: means[i] === null ? words('没有站点有有效数据', 'no station has valid data') : null,
    }),
  );

/** A region's stations as inputs of one concentration, those used first. @param isNamed names the factor with each */
export function stationInputs(
  span: RegionSpan,
  { stations }: RegionAir,
  factor: number,
  isNamed: boolean,
): ExplainedInput[] {
  const inputs = stations.map((station) => {
    const value = span.values.get(stationFactor(station.id, factor)) ?? null;
    return input({
      label: isNamed ? joined(station.names, factorWords(factor)) : words(station.names.zh, station.names.en),
      time: iso(span.from),
      value: microText(value),
      unit: unitOf(factor),
      used: value !== null,
      reason: value === null ? span.why(station, factor) : null,
      address: addressText('station', station.id, `${span.kind}.${codeOf(factor)}`, span.inputAt),
    });
  });
  return inputs.sort((a, b) => Number(b.used) - Number(a.used));
}
