import type { ApiAnswer } from '../../../streams/contracts/api/operations.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { STATION_KINDS, type StationKind } from '../../../streams/contracts/pack.ts';
import { MICRO } from '../../../streams/contracts/reading.ts';
import type { Candidate } from '../../hotspots/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import { iso } from '../instants.ts';

type PlaceAnswer = ApiAnswer<'hotspot'>['sites'][number];

const KIND_BY_ID = new Map(Object.entries(STATION_KINDS).map(([kind, id]) => [id, kind as StationKind]));

function exceedanceOf(registry: Registry, { exceedance }: Candidate): PlaceAnswer['exceedance'] {
  const factor = exceedance === null ? undefined : factorById(exceedance.factor);
  if (exceedance === null || factor === undefined) return null;
  const source = registry.limitSources().get(exceedance.limitSource);
  const shown = (micro: number): number => Number((micro / MICRO).toFixed(factor.decimals + 1));
  return {
    factor: factor.code,
    multiple: exceedance.multipleHundredths / 100,
    value: shown(exceedance.value),
    limit: shown(exceedance.limit),
    unit: factor.unit,
    source: source ? { names: source.names, clause: source.clause } : null,
    since: iso(exceedance.since),
  };
}

/** A site in or upwind of a hotspot cell. */
export const placeAnswer = (registry: Registry, candidate: Candidate): PlaceAnswer => ({
  station: candidate.station,
  kind: KIND_BY_ID.get(candidate.kind) ?? 'national',
  names: registry.station(candidate.station)?.names ?? null,
  metres: Math.round(candidate.metres),
  bearing: Math.round(candidate.bearing) % 360,
  exceedance: exceedanceOf(registry, candidate),
  power:
    candidate.power === null
      ? null
      : {
          ...candidate.power,
          production: Number(candidate.power.production.toFixed(1)),
          treatment: candidate.power.treatment === null ? null : Number(candidate.power.treatment.toFixed(1)),
        },
  score: Number(candidate.score.toFixed(4)),
  decay: Number(candidate.decay.toFixed(4)),
  state: Number(candidate.state.toFixed(4)),
});
