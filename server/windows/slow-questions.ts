import { DateTime } from 'luxon';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { toLiveTime, type PublishedRow } from '../../streams/live/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { levelOf, sixOf, type AirRow } from './air-question.ts';
import { RegionDays } from './region-days.ts';
import { cityOf } from './region-rows.ts';
import { standingsOf, type RegionStanding } from './standing.ts';

const CITY_DAYS = loadQuery('windows/city-days');
const CITY_HOURS = loadQuery('windows/city-hours');

/**
 * City hours, city days and the regions' standing. They look back for months, so they are asked apart from the ticks.
 */
export interface SlowAnswers {
  readonly cityHours: readonly PublishedRow<'cityHours'>[];
  readonly cityDays: readonly PublishedRow<'cityDays'>[];
  readonly standing: ReadonlyMap<number, RegionStanding>;
  /** More days changed than one call takes. */
  readonly isPartial: boolean;
}
export const NO_ANSWERS: SlowAnswers = Object.freeze({
  isPartial: false,
  cityHours: Object.freeze([]),
  cityDays: Object.freeze([]),
  standing: new Map(),
});

export interface SlowQuestions {
  /** @param nowMs civil time, ms UTC. The caller never asks twice at once. */
  ask(nowMs: number): Promise<SlowAnswers>;
}

interface CityDayRow {
  number: string;
  aqi: number | null;
  level: number;
  primary: number;
}

const hourRow = (row: AirRow & { readonly reporting: number }): PublishedRow<'cityHours'> => ({
  key: toLiveTime(row.time * 1000) / 3600,
  aqi: row.aqi,
  level: levelOf(row),
  primary: row.primary,
  ...sixOf(row),
  valid: row.reporting,
});
const dayRow = (row: CityDayRow): PublishedRow<'cityDays'> => ({
  key: Number(row.number),
  aqi: row.aqi,
  level: row.aqi === null ? null : row.level,
  primary: row.primary,
});

export function slowQuestions(store: Store, registry: Registry): SlowQuestions {
  const regionDays = new RegionDays(store);
  return {
    async ask(nowMs) {
      const zone = registry.city?.timezone ?? DEFAULT_ZONE;
      const city = cityOf(registry);
      const today = DateTime.fromMillis(nowMs, { zone });
      const until = today.toISODate() ?? '';
      const year = today.startOf('year').toISODate() ?? '';
      // On the 1st of January December is ranked, and compared with November. A year ago: the same month.
      const from = today.startOf('year').minus({ months: 2 }).toISODate() ?? '';
      const ago = today.minus({ days: 1 }).startOf('month').minus({ years: 1 });
      const agoFrom = ago.toISODate() ?? '';
      const agoUntil = ago.plus({ months: 1 }).toISODate() ?? '';
      const isLate = await regionDays.refresh(zone, city, from, until);
      const isPartial = (await regionDays.refresh(zone, city, agoFrom, agoUntil)) || isLate;
      regionDays.forgetBefore(from, agoFrom);
      const hours = await store.rows<AirRow & { reporting: number }>('history', CITY_HOURS, {
        now: Math.floor(nowMs / 1000),
      });
      const days = await store.rows<CityDayRow>('history', CITY_DAYS, { region: city, from: year, until, zone });
      const standing = await standingsOf(store, 'history', until, zone);
      return Object.freeze({
        isPartial,
        cityHours: hours.map(hourRow),
        cityDays: days.map(dayRow),
        standing: new Map(standing.map((row) => [row.region, row])),
      });
    },
  };
}
