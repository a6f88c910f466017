import type { Explanation } from '../../streams/contracts/explanation.ts';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { stationOf } from './addressed-place.ts';
import type { ExplainContext } from './explain-context.ts';
import { unknownQuantity } from './explain-errors.ts';
import { explainState } from './newest-state.ts';
import { explainNewest } from './newest.ts';
import type { Quantity } from './quantity.ts';
import { explainWaterClass } from './section-class.ts';
import { explainStationAqiDay } from './station-aqi-day.ts';
import { explainStationAqiHour } from './station-aqi-hour.ts';
import { explainStationAqiNow } from './station-aqi-now.ts';
import { explainStationDay } from './station-day.ts';
import { explainStationHour } from './station-hour.ts';
import { explainStationNow } from './station-now.ts';
import { explainStationSpan } from './station-spans.ts';
import { explainWaterItem } from './water-item-newest.ts';

/** Whether a factor is one of the six of the AQI. */
export const isSix = (factor: number | null): factor is number => AQI_FACTORS.some((id) => id === factor);

/** Any quantity of a station. */
export function explainStation(
  context: ExplainContext,
  address: NumberAddress,
  { span, item, factor, isIndex }: Quantity,
): Promise<Explanation> {
  const station = stationOf(context, address.id);
  const isAir = station.kind === 'national' || station.kind === 'township';
  if (span === 'newest') {
    if (item === 'state') return explainState(context, address, station);
    if (station.kind === 'water') {
      if (item === 'class') return explainWaterClass(context, address, station);
      if (factor !== null && !isIndex) return explainWaterItem(context, address, station, factor);
    } else if (factor !== null && !isIndex) return explainNewest(context, address, station, factor);
    throw unknownQuantity(address);
  }
  if (item === 'aqi' || isIndex) {
    if (!isAir || (isIndex && !isSix(factor))) throw unknownQuantity(address);
    const only = isIndex ? factor : null;
    if (span === 'now') return explainStationAqiNow(context, address, station, only);
    if (span === 'hour') return explainStationAqiHour(context, address, station, only);
    if (span === 'day') return explainStationAqiDay(context, address, station, only);
  } else if (factor !== null) {
    if (span === 'now') return explainStationNow(context, address, station, factor);
    if (span === 'hour') return explainStationHour(context, address, station, factor);
    if (span === '8h' || span === '24h')
      return explainStationSpan(context, address, station, factor, span === '8h' ? 8 : 24);
    if (span === 'day') return explainStationDay(context, address, station, factor);
  }
  throw unknownQuantity(address);
}
