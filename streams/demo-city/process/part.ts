import type { Figures } from './figures.ts';
import type { Lines } from './lines.ts';

/** Share of the sockets that are connected where the city is well. */
const WELL = 0.9;

/** The city as `/readyz` shows it. */
export interface CityPart {
  readonly part: string;
  readonly state: 'starting' | 'ready' | 'degraded';
  readonly detail?: string;
  readonly figures: Readonly<Record<string, number>>;
}

export function cityPart(figures: Figures, lines: Lines): CityPart {
  const counts = lines.counts();
  const { connected, sockets } = counts;
  const state = connected === 0 ? 'starting' : connected < sockets * WELL ? 'degraded' : 'ready';
  const detail = state === 'ready' ? {} : { detail: `${connected} of ${sockets} sockets are connected` };
  return { part: 'city', state, ...detail, figures: { ...figures, ...counts } };
}
