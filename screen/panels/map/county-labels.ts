import type { WebMercatorViewport } from '@deck.gl/core';
import { textEm } from '../../design/text-width.ts';
import { placeLabels, type Obstacles, type Placed } from '../../map/placement.ts';
import type { AirNow } from '../../model/air-now.ts';
import type { CityIndex } from '../../model/city.ts';
import { figure } from '../../model/figures.ts';

/** An hour that ended longer ago than this is stale on the map, ms. */
const STALE_AFTER = 2 * 3_600_000;

export interface CountyLabel {
  readonly id: number;
  readonly title: string;
  readonly aqi: number | null;
  readonly level: number | null;
  readonly isStale: boolean;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** A county's name with its AQI; `withValue` false: the name alone. `now` ms UTC. */
export function countyLabel(
  county: { readonly id: number; readonly title: string },
  { aqi, level, at }: Pick<AirNow, 'aqi' | 'level' | 'at'>,
  { now, unit, withValue }: { readonly now: number; readonly unit: number; readonly withValue: boolean },
): CountyLabel {
  const value = withValue ? 6.1 + 1.6 * 2 + textEm(figure(aqi)) * 4.5 + 2.4 : 2;
  return {
    ...county,
    ...{ aqi, level },
    isStale: at !== null && now - at > STALE_AFTER,
    width: (textEm(county.title) * 4.5 + value) * unit,
    height: 6.6 * unit,
  };
}

/** The labels that find calm ground near their county, the worst first. */
export function placeCounties<T extends CountyLabel>(
  labels: readonly T[],
  city: CityIndex,
  viewport: WebMercatorViewport,
  obstacles: Obstacles,
): (Placed & T)[] {
  const known = new Map(labels.map((label) => [label.id, label]));
  const wishes = labels.map((label) => {
    const [x = 0, y = 0] = viewport.project([...(city.region(label.id)?.centre ?? city.city.centre)]);
    return { ...label, x, y, priority: -(label.aqi ?? 0) };
  });
  return placeLabels(wishes, obstacles).flatMap((placed) => {
    const label = known.get(placed.id);
    return label ? [{ ...label, ...placed }] : [];
  });
}
