import { REGION_LEVELS } from '../../../streams/contracts/api/hotspot-evidence.ts';
import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import type { Factor } from '../../../streams/contracts/factors.ts';
import { cellName } from '../../../streams/contracts/projection.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import type { askHotspotEvidence } from '../../hotspots/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import { iso } from '../instants.ts';
import { cellAnalysis } from './cell-analysis.ts';
import { cellCentre } from './cell-centre.ts';
import { placeAnswer } from './hotspot-place.ts';

type EvidenceAnswer = ApiAnswer<'hotspot'>;
type Evidence = NonNullable<Awaited<ReturnType<typeof askHotspotEvidence>>>;

const NOTICE = Object.freeze({
  zh: '热点网格是核查线索，不是违法证据。',
  en: 'A hotspot cell is a lead for verification, not proof of a violation.',
});

function gridAnswer(registry: Registry, { regions }: Evidence): EvidenceAnswer['grid'] {
  const namesOf = (level: number) =>
    registry.regions().get(regions.find((region) => region.level === level)?.region ?? 0)?.names ?? null;
  return {
    village: namesOf(4),
    township: namesOf(3),
    county: namesOf(2),
    responsible: [...regions]
      .sort((a, b) => b.level - a.level || b.share - a.share)
      .map(({ level, region, share }) => {
        const known = registry.regions().get(region);
        return {
          level: REGION_LEVELS[level - 1] ?? 'city',
          region,
          names: known?.names ?? null,
          department: known?.responsible ?? null,
          share: Number(share.toFixed(4)),
        };
      }),
  };
}

const windAnswer = ({ wind, rule }: Evidence): EvidenceAnswer['wind'] =>
  wind && {
    from: wind.from === null ? null : Math.round(wind.from) % 360,
    speed: Number(wind.speed.toFixed(2)),
    meanSpeed: Number(wind.meanSpeed.toFixed(2)),
    samples: wind.samples,
    seconds: rule.upwindSeconds,
    sector: rule.sectorDegrees,
    stations: wind.stations,
  };

const emergingAnswer = ({ emerging }: Evidence): EvidenceAnswer['emerging'] =>
  emerging && {
    kind: emerging.kind,
    days: emerging.days,
    hotDays: emerging.hotDays,
    run: emerging.run,
    s: emerging.s,
    variance: emerging.variance,
    trend: Number(emerging.trend.toFixed(4)),
  };

/** What is known of one cell as the API shows it. */
export function hotspotEvidenceAnswer(
  registry: Registry,
  { key, size }: { readonly key: number; readonly size: number },
  factor: Factor,
  evidence: Evidence,
): EvidenceAnswer {
  const { cell, rule, candidates } = evidence;
  const shown = (micro: number): number => Number((micro / MICRO).toFixed(factor.decimals + 1));
  const shownOrNull = (micro: number | null): number | null => (micro === null ? null : shown(micro));
  return {
    cell: cellName(key, size),
    size,
    factor: factor.code,
    unit: factor.unit,
    asOf: iso(evidence.at),
    centre: cellCentre(registry, key, size),
    value: shownOrNull(cell?.mean ?? null),
    aqi: cell?.iaqi ?? null,
    support: cell === null ? null : cell.support === 0 ? 'measured' : 'interpolated',
    ...cellAnalysis(cell, factor.decimals + 1),
    rule: {
      name: rule.name,
      effectiveFrom: iso(rule.effectiveFrom),
      leastExcess: shown(rule.leastExcess[factor.id] ?? 0),
      leastPercent: rule.leastPercent,
      backgroundMetres: rule.backgroundMetres,
      ringMetres: rule.ringMetres,
    },
    evidence: evidence.stations.map(({ station, isInside, metres, part, value, leftOut }) => ({
      station,
      names: registry.station(station)?.names ?? null,
      isInside,
      metres,
      weight: Number(part.toFixed(4)),
      value: shownOrNull(value),
      leftOut: shownOrNull(leftOut),
    })),
    grid: gridAnswer(registry, evidence),
    sites: candidates.filter(({ isInside }) => isInside).map((candidate) => placeAnswer(registry, candidate)),
    wind: windAnswer(evidence),
    upwind: candidates.filter(({ isUpwind }) => isUpwind).map((candidate) => placeAnswer(registry, candidate)),
    hotHours: evidence.hotHours.map(({ hour, excess, days }) => ({ hour, excess: shown(excess), days })),
    emerging: emergingAnswer(evidence),
    slicesOf: cellName(evidence.slices.cell, evidence.slices.size),
    notice: NOTICE,
  };
}
