import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { DateTime } from 'luxon';
import { type PublishedRow, toLiveTime } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import { levelOf, sixOf, type AirRow } from './questions.ts';
import { standingsOf, type RegionStanding } from './standing.ts';

/** How often the answers that look back over hours and days are asked again, ms ... */
export const SLOW_EVERY_MS = 60_000;
/** ... and while history is still arriving: in the first minutes of a start, and while days wait to be written. */
export const SLOW_AT_FIRST_MS = 5_000;
export const AT_FIRST_MS = 180_000;
/** Days whose region means are written again per look; the rest follows at the next one. */
const MOST_DAYS_AT_ONCE = 62;

const REGION_DAYS = loadQuery('windows/region-days');
const CITY_DAYS = loadQuery('windows/city-days');
const CITY_HOURS = loadQuery('windows/city-hours');
const DAY_HEADS = `SELECT toString(days_now.day) AS civil, toString(max(head)) AS latest FROM days_now
  WHERE day >= toDate({from:String}) AND day < toDate({until:String}) AND factor <= 6 GROUP BY days_now.day ORDER BY days_now.day DESC`;

/** City hours, city days and the regions' standing. They look back for months, so they are asked apart from the ticks. */
export interface SlowAnswers {
  readonly cityHours: readonly PublishedRow<'cityHours'>[];
  readonly cityDays: readonly PublishedRow<'cityDays'>[];
  readonly standing: ReadonlyMap<number, RegionStanding>;
  /** More days changed than one look takes. */
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

interface DayRow {
  number: string;
  aqi: number | null;
  level: number;
  primary: number;
}

export function slowQuestions(store: Store, registry: Registry): SlowQuestions {
  /** Civil day -> newest `head` its region means rest on. Heads are logical, so a clock that jumps hides no change. */
  const written = new Map<string, string>();
  let version = -1;

  /** `[from, until)`, civil days. */
  const keepRegionDays = async (zone: string, city: number, from: string, until: string): Promise<boolean> => {
    if (version < 0) {
      const [row] = await store.rows<{ version: string }>(
        'history',
        'SELECT toString(max(version)) AS version FROM region_days',
      );
      version = Number(row?.version ?? 0);
    }
    const heads = await store.rows<{ civil: string; latest: string }>('history', DAY_HEADS, { from, until });
    // Newest days first: a screen needs this month before last spring. What is left follows at the next look.
    const changed = heads
      .filter(({ civil, latest }) => written.get(civil) !== latest)
      .slice(0, MOST_DAYS_AT_ONCE)
      .reverse();
    const start = (day: string): number => DateTime.fromISO(day, { zone }).toSeconds();
    // Neighbouring days go in one statement.
    for (let i = 0; i < changed.length;) {
      let last = i;
      while (
        last + 1 < changed.length &&
        last + 1 - i < 31 &&
        following(changed[last]!.civil) === changed[last + 1]!.civil
      )
        last += 1;
      version += 1;
      await store.command('history', REGION_DAYS, {
        from: start(changed[i]!.civil),
        until: start(following(changed[last]!.civil)),
        city,
        zone,
        version,
      });
      for (const { civil, latest } of changed.slice(i, last + 1)) written.set(civil, latest);
      i = last + 1;
    }
    return changed.length === MOST_DAYS_AT_ONCE;
  };

  return {
    async ask(nowMs) {
      const zone = registry.city?.timezone ?? DEFAULT_ZONE;
      const city = [...registry.regions().values()].find(({ level }) => level === 'city')?.id ?? 1;
      const today = DateTime.fromMillis(nowMs, { zone });
      const until = today.toISODate() ?? '';
      const year = today.startOf('year').toISODate() ?? '';
      // On the 1st of January December is ranked, and compared with November. A year ago: the same month.
      const from = today.startOf('year').minus({ months: 2 }).toISODate() ?? '';
      const ago = today.minus({ days: 1 }).startOf('month').minus({ years: 1 });
      const agoFrom = ago.toISODate() ?? '';
      const isLate = await keepRegionDays(zone, city, from, until);
      const isPartial =
        (await keepRegionDays(zone, city, agoFrom, ago.plus({ months: 1 }).toISODate() ?? '')) || isLate;
      for (const day of written.keys()) if (day < from && day < agoFrom) written.delete(day);
      const hours = await store.rows<AirRow & { reporting: number }>('history', CITY_HOURS, {
        now: Math.floor(nowMs / 1000),
      });
      const days = await store.rows<DayRow>('history', CITY_DAYS, { region: city, from: year, until, zone });
      const standing = await standingsOf(store, 'history', until, zone);
      return Object.freeze({
        isPartial,
        cityHours: hours.map((row) => ({
          key: toLiveTime(row.time * 1000) / 3600,
          aqi: row.aqi,
          level: levelOf(row),
          primary: row.primary,
          ...sixOf(row),
          valid: row.reporting,
        })),
        cityDays: days.map((row) => ({
          key: Number(row.number),
          aqi: row.aqi,
          level: row.aqi === null ? null : row.level,
          primary: row.primary,
        })),
        standing: new Map(standing.map((row) => [row.region, row])),
      });
    },
  };
}

const following = (day: string): string => DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;
