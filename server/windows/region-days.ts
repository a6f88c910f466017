import { DateTime } from 'luxon';
import { AQI_FACTORS } from '../../streams/contracts/factors.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

/** Days whose region means are written again per look; the rest follows at the next one. */
const MOST_DAYS_AT_ONCE = 62;
/** Neighbouring days of one statement. */
const MOST_DAYS_OF_A_RUN = 31;

const REGION_DAYS = loadQuery('windows/region-days');
const DAY_HEADS = `SELECT toString(days_now.day) AS civil, toString(max(head)) AS latest FROM days_now
  WHERE day >= toDate({from:String}) AND day < toDate({until:String}) AND factor IN (${AQI_FACTORS.join(', ')})
  GROUP BY days_now.day ORDER BY days_now.day DESC`;
const NEWEST_VERSION = 'SELECT toString(max(version)) AS version FROM region_days';

/** A civil day, `YYYY-MM-DD`, and the newest `head` of the stations' day means. */
interface DayHead {
  readonly civil: string;
  readonly latest: string;
}

const following = (day: string): string => DateTime.fromISO(day, { zone: 'utc' }).plus({ days: 1 }).toISODate() ?? day;

/** Keeps table `region_days` to the stations' day means, which change for months. Lane history. */
export class RegionDays {
  readonly #store: Store;
  /** Civil day -> newest `head` its region means rest on. Heads are logical, so a clock that jumps hides no change. */
  readonly #written = new Map<string, string>();
  #version = -1;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * Writes the days of `[from, until)` that changed, newest first: a screen needs this month before last spring.
   * @returns whether some are left for the next call
   */
  async refresh(zone: string, city: number, from: string, until: string): Promise<boolean> {
    if (this.#version < 0) {
      const [row] = await this.#store.rows<{ version: string }>('history', NEWEST_VERSION);
      this.#version = Number(row?.version ?? 0);
    }
    const heads = await this.#store.rows<DayHead>('history', DAY_HEADS, { from, until });
    const changed = heads
      .filter(({ civil, latest }) => this.#written.get(civil) !== latest)
      .slice(0, MOST_DAYS_AT_ONCE)
      .reverse();
    for (const run of runsOf(changed)) await this.#write(run, zone, city);
    return changed.length === MOST_DAYS_AT_ONCE;
  }

  /** Drops what is remembered of days before both. */
  forgetBefore(...days: readonly string[]): void {
    for (const day of this.#written.keys()) if (days.every((first) => day < first)) this.#written.delete(day);
  }

  async #write(run: readonly DayHead[], zone: string, city: number): Promise<void> {
    const [first, last] = [run.at(0), run.at(-1)];
    if (first === undefined || last === undefined) return;
    const start = (day: string): number => DateTime.fromISO(day, { zone }).toSeconds();
    this.#version += 1;
    await this.#store.command('history', REGION_DAYS, {
      from: start(first.civil),
      until: start(following(last.civil)),
      city,
      zone,
      version: this.#version,
    });
    for (const { civil, latest } of run) this.#written.set(civil, latest);
  }
}

/** Neighbouring days together, oldest first: they go in one statement. */
function runsOf(days: readonly DayHead[]): DayHead[][] {
  const runs: DayHead[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const isNext = before !== undefined && following(before.civil) === day.civil;
    if (run !== undefined && isNext && run.length < MOST_DAYS_OF_A_RUN) run.push(day);
    else runs.push([day]);
  }
  return runs;
}
