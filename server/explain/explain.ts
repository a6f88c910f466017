import { AQI_FACTORS, factorByCode } from '../../streams/contracts/factors.ts';
import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';
import { explainAlarm, explainLedger } from './alarm-row.ts';
import { explainAudit } from './audit-counts.ts';
import { explainCell } from './cell.ts';
import { explainDevices, explainMeters } from './devices.ts';
import { explainExceedance } from './exceedance.ts';
import { explainExceeding, explainIndustry } from './exceeding-counts.ts';
import { explainExcluded } from './excluded.ts';
import { explainFindings } from './findings-count.ts';
import { explainHotCell } from './hot-cell.ts';
import { explainIntake } from './intake.ts';
import { explainNewest, explainState, explainWeather } from './newest.ts';
import { explainRegionAir } from './region-air.ts';
import { explainGoodDays, explainMonth } from './region-standing.ts';
import { regionOf, stationOf, unknownQuantity, type ExplainContext } from './explain-context.ts';
import { explainSections } from './sections-count.ts';
import { explainSeriesValidity } from './series-validity.ts';
import { explainStationAqiDay, explainStationDay } from './station-day.ts';
import { explainStationAqiHour, explainStationHour } from './station-hour.ts';
import { explainStationAqiNow, explainStationNow } from './station-now.ts';
import { explainStationSpan } from './station-spans.ts';
import { explainTownships } from './townships.ts';
import { explainWaterClass, explainWaterItem } from './water-section.ts';

/** A quantity read: `hour.iaqi-a34004` is the index of one factor, `hour.aqi` of all, `hour.a34004` a concentration. */
export interface Quantity {
  readonly span: string;
  readonly item: string;
  readonly factor: number | null;
  readonly isIndex: boolean;
}

export function parseQuantity(text: string): Quantity | null {
  const match = /^([0-9a-z]{1,12})\.((iaqi-)?([0-9A-Za-z-]{1,24}))$/.exec(text);
  if (!match) return null;
  return {
    span: match[1]!,
    item: match[2]!,
    factor: factorByCode(match[4]!)?.id ?? null,
    isIndex: match[3] !== undefined,
  };
}

const isSix = (factor: number | null): factor is number => AQI_FACTORS.some((id) => id === factor);

/** One explanation by its address. Throws GL_NO_SUCH_NUMBER, GL_NO_VALUE, GL_NOT_KEPT, and what the store throws. */
export async function explain(scene: ExplainContext, address: NumberAddress): Promise<Explanation> {
  const quantity = parseQuantity(address.quantity);
  if (!quantity) throw unknownQuantity(address);
  switch (address.subject) {
    case 'station':
      return explainStation(scene, address, quantity);
    case 'region':
      return explainRegion(scene, address, quantity);
    case 'series':
      if (quantity.span === 'exceedance') return explainExceedance(scene, address);
      if (quantity.item === 'valid') return explainSeriesValidity(scene, address);
      break;
    case 'cell':
      if (quantity.span === 'hot') return explainHotCell(scene, address);
      if (quantity.span === 'now' && quantity.factor !== null)
        return explainCell(scene, address, quantity.factor, quantity.isIndex);
      break;
    case 'excluded':
      return explainExcluded(scene, address);
    case 'kind':
      if (quantity.span === 'now') return explainDevices(scene, address);
      break;
    case 'alarm':
      if (quantity.span === 'alarm') return explainAlarm(scene, address);
      break;
    case 'ledger':
      return explainLedger(scene, address);
    case 'intake':
      return explainIntake(scene, address);
    case 'audit':
      return explainAudit(scene, address);
    case 'exceedances':
      return explainExceeding(scene, address);
    case 'industry':
      return explainIndustry(scene, address);
    case 'meters':
      return explainMeters(scene, address);
    case 'sections':
      return explainSections(scene, address);
    case 'townships':
      return explainTownships(scene, address);
    case 'findings':
      return explainFindings(scene, address);
  }
  throw unknownQuantity(address);
}

function explainStation(
  scene: ExplainContext,
  address: NumberAddress,
  { span, item, factor, isIndex }: Quantity,
): Promise<Explanation> {
  const station = stationOf(scene, address.id);
  const isAir = station.kind === 'national' || station.kind === 'township';
  if (span === 'newest') {
    if (item === 'state') return explainState(scene, address, station);
    if (station.kind === 'water') {
      if (item === 'class') return explainWaterClass(scene, address, station);
      if (factor !== null && !isIndex) return explainWaterItem(scene, address, station, factor);
    } else if (factor !== null && !isIndex) return explainNewest(scene, address, station, factor);
    throw unknownQuantity(address);
  }
  if (item === 'aqi' || isIndex) {
    if (!isAir || (isIndex && !isSix(factor))) throw unknownQuantity(address);
    const only = isIndex ? factor : null;
    if (span === 'now') return explainStationAqiNow(scene, address, station, only);
    if (span === 'hour') return explainStationAqiHour(scene, address, station, only);
    if (span === 'day') return explainStationAqiDay(scene, address, station, only);
  } else if (factor !== null) {
    if (span === 'now') return explainStationNow(scene, address, station, factor);
    if (span === 'hour') return explainStationHour(scene, address, station, factor);
    if (span === '8h' || span === '24h')
      return explainStationSpan(scene, address, station, factor, span === '8h' ? 8 : 24);
    if (span === 'day') return explainStationDay(scene, address, station, factor);
  }
  throw unknownQuantity(address);
}

function explainRegion(
  scene: ExplainContext,
  address: NumberAddress,
  { span, item, factor, isIndex }: Quantity,
): Promise<Explanation> {
  const region = regionOf(scene, address.id);
  if (region.level === 'village') throw unknownQuantity(address);
  if (span === 'month' && (item === 'index' || item === 'rank')) return explainMonth(scene, address, region, item);
  if (span === 'year' && item === 'good-days') return explainGoodDays(scene, address, region);
  if (span === 'newest') return explainWeather(scene, address, region, item);
  if ((span === 'now' || span === 'hour' || span === 'day') && (item === 'aqi' || isSix(factor)))
    return explainRegionAir(scene, address, region, span, item === 'aqi' ? 'aqi' : factor!, isIndex);
  throw unknownQuantity(address);
}
