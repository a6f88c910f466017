import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { regionOf } from './addressed-place.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { isSix } from './explain-station.ts';
import { explainGoodDays } from './good-days.ts';
import { explainMonth } from './month.ts';
import type { Quantity } from './quantity.ts';
import { explainRegionAir } from './region-air.ts';
import { explainWeather } from './weather.ts';

/** Any quantity of a region. */
export function explainRegion(
  context: ExplainContext,
  address: NumberAddress,
  { span, item, factor, isIndex }: Quantity,
): Promise<Explanation> {
  const region = regionOf(context, address.id);
  if (region.level === 'village') throw unknownQuantity(address);
  if (span === 'month' && (item === 'index' || item === 'rank')) return explainMonth(context, address, region, item);
  if (span === 'year' && item === 'good-days') return explainGoodDays(context, address, region);
  if (span === 'newest') return explainWeather(context, address, region, item);
  if (span === 'now' || span === 'hour' || span === 'day') {
    if (item === 'aqi') return explainRegionAir(context, address, region, span, 'aqi', false);
    if (isSix(factor)) return explainRegionAir(context, address, region, span, factor, isIndex);
  }
  throw unknownQuantity(address);
}
