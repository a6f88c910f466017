import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { isStationOfRegion } from '../recompute/mod.ts';
import type { RegistryRegion } from '../registry/mod.ts';
import { areaMean } from '../standards/mod.ts';
import { explanationOf, iso, microText, paged } from './builder.ts';
import { citeArea } from './citations.ts';
import { stationFactor } from './day-values.ts';
import type { ExplainContext } from './explain-context.ts';
import { notKept, noValue } from './explain-errors.ts';
import { unitOf } from './factor-text.ts';
import { type RegionAir, regionAir } from './region-air-value.ts';
import { explainedConcentration } from './region-concentration.ts';
import { explainedIndex } from './region-index.ts';
import { sixInputs, stationInputs } from './region-inputs.ts';
import { type RegionSpan, regionSpan } from './region-span.ts';
import { regionSubject } from './subjects.ts';
import { factorWords, joined, SPANS, words } from './words.ts';

/**
 * `now.*`, `hour.*`, `day.*` of a city, county or township: concentrations first, then the index (HJ 633-2026 4.2.1).
 */
export async function explainRegionAir(
  context: ExplainContext,
  address: NumberAddress,
  region: RegistryRegion,
  kind: RegionSpan['kind'],
  item: 'aqi' | number,
  isIndex: boolean,
): Promise<Explanation> {
  if (kind === 'now' && address.at !== undefined)
    throw notKept('rolling values are kept for the newest ticks only; ask for the closed hour');
  const stations = [...context.registry.stations().values()].filter((station) => isStationOfRegion(region, station));
  const span = await regionSpan(kind, { context, address, region, stations });
  const air = regionAir(span, stations);
  if (air.means.every((mean) => mean === null)) throw noValue(`region ${region.id}: no station has a valid value`);
  const explained =
    item === 'aqi' || isIndex
      ? await explainedIndex(context, span, air, item)
      : explainedConcentration(span, air, item);
  const reporting = stations.filter(({ id }) =>
    AQI_FACTORS.some((factor) => span.values.has(stationFactor(id, factor))),
  ).length;
  return explanationOf(address, {
    subject: regionSubject(region),
    title: joined(region.names, SPANS[kind], explained.name),
    value: explained.value,
    grade: explained.grade,
    asOf: iso(span.until),
    period: { from: iso(span.from), until: iso(span.until) },
    isProvisional: kind === 'now',
    validity: {
      valid: reporting,
      expected: stations.length,
      isSufficient: explained.isSufficient,
      rule: words('有有效数据的站点数', 'stations with valid data'),
      clause: citeArea(span.at).clause,
    },
    standards: explained.standards,
    formula: explained.formula,
    steps: [...meanOfStations(air, explained.listed), ...explained.steps],
    rounding: explained.rounding,
    check: explained.check,
    inputs: paged(
      item === 'aqi'
        ? words('六项浓度，其后是站点', 'the six concentrations, then the stations')
        : words('站点', 'stations'),
      [...(item === 'aqi' ? sixInputs(span, air) : []), ...stationInputs(span, air, explained.listed, item === 'aqi')],
      context.page,
    ),
    notice:
      kind === 'now'
        ? words('滚动值为临时值，未经审核', 'rolling values are provisional and unaudited')
        : words('未经审核，仅供参考', 'unaudited, for reference only'),
  });
}

function meanOfStations({ valuesOf }: RegionAir, factor: number): Explanation['steps'] {
  const values = valuesOf(factor);
  if (values.length === 0) return [];
  const sum = formatMicro(values.reduce((a, b) => a + b, 0));
  return [
    {
      what: joined(factorWords(factor), words('各站平均', 'mean of the stations')),
      text: `${sum} ÷ ${values.length} = ${microText(areaMean(values))} ${unitOf(factor)}`,
    },
  ];
}
