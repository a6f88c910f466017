import type { Logger } from 'pino';
import type { Clock } from '../../streams/contracts/clock.ts';
import type { Registry } from '../registry/mod.ts';
import { yieldingToTicks, type YieldsToTicks } from '../platform/tick-priority.ts';
import type { PartState } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import type { RollupBounds } from './bounds.ts';
import type { RollupMetrics } from './metrics.ts';
import { civilDayEnd, civilDayStart } from '../platform/civil-day.ts';
import { computeDay, nextDay } from './days.ts';
import { computeHours, nextChunk } from './hours.ts';
import { applyMarks } from './marks.ts';
import { pause } from '../platform/pause.ts';
import { computeQuality, nextQuality } from './quality.ts';
import { fillQualityTables, fillNeighbours } from './quality-tables.ts';
import { RunSize } from './run-size.ts';
import { HOUR_SECONDS, type DirtyPeriods } from './dirty-periods.ts';
import { countFindings, writeSuppressed } from './suppressed.ts';

export interface JobsOptions {
  readonly store: Store;
  readonly touched: DirtyPeriods;
  readonly registry: Registry;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bounds: RollupBounds;
  readonly way: YieldsToTicks;
  readonly metrics: RollupMetrics;
  readonly zone: () => string;
  readonly signal: AbortSignal;
  readonly failed: (what: string, error: unknown, attempt: number) => void;
}

/** Longest pause after a run that took long, ms. */
const LONGEST_PAUSE_MS = 10_000;
/** A run of the days job goes on with the next day due until this long has passed, ms. */
const DAYS_RUN_MS = 500;

export interface Jobs {
  part(): PartState;
  /** Resolves when the last run has ended after `signal`. */
  readonly ended: Promise<void>;
}

/**
 * Hours and days, one bounded run at a time with a pause between, for ever: a closing hour of the whole city is spread over
 * several runs, so that windows, inserts and people get their turn in the store.
 */
export function startJobs({
  store: busy,
  touched,
  registry,
  clock,
  log,
  bounds,
  way,
  metrics,
  zone,
  signal,
  failed,
}: JobsOptions): Jobs {
  const store = yieldingToTicks(busy, way);
  const size = new RunSize(bounds.hourParts);
  let failures = 0;
  let lastRun: number | null = null;
  /** Findings and days take turns with hours, else a long back-fill of hours would leave them waiting. */
  let turn = 0;
  let lookedForMarks: number | null = null;
  let told: number | null = null;
  let counted: number | null = null;
  let rulesFilled = false;
  /** Registry version that the neighbours in the store belong to. */
  let neighbours: number | null = null;

  const prepare = async (now: number): Promise<void> => {
    if (!rulesFilled) {
      await fillQualityTables(store);
      rulesFilled = true;
    }
    if (neighbours !== registry.version) {
      const version = registry.version;
      await fillNeighbours(store, version);
      neighbours = version;
    }
    const monotonic = clock.monotonic();
    if (lookedForMarks === null || monotonic - lookedForMarks >= bounds.marksPause) {
      const applied = await applyMarks(store, touched, now, bounds.marksAtOnce);
      lookedForMarks = applied === bounds.marksAtOnce ? null : monotonic;
      if (applied > 0) told = null;
    }
    if (told === null || monotonic - told >= bounds.withheldPause) {
      told = monotonic;
      await writeSuppressed(store, now).catch((error: unknown) => failed('withheld', error, 1));
    }
    if (counted === null || monotonic - counted >= bounds.countPause) {
      counted = monotonic;
      await countFindings(store, now, metrics.findings).catch((error: unknown) => failed('findings', error, 1));
    }
  };

  /** Days computed since the start: even ones from the newest end, odd ones from the oldest. */
  let daysTaken = 0;

  const openFromOf = (now: number): number => Math.floor((now - bounds.hourGrace) / 1000 / HOUR_SECONDS) * HOUR_SECONDS;

  /** @returns whether there may be more to do at once */
  const runOnce = async (): Promise<boolean> => {
    const now = clock.now();
    await prepare(now);
    const openFrom = openFromOf(now);
    const begun = clock.monotonic();
    const seconds = (): number => (clock.monotonic() - begun) / 1000;
    const chunk = nextChunk({ touched, registry, openFrom, parts: size.parts });
    const findings = nextQuality(touched, bounds.qualityStretch);
    const dueDay = (): number | null =>
      nextDay(touched, zone(), now / 1000, bounds.dayGrace / 1000, daysTaken % 2 === 0 ? 'newest' : 'oldest');
    const first = dueDay();
    const work = {
      hours: async (): Promise<void> => {
        await computeHours(store, touched, chunk!, zone(), now).catch((error: unknown) => {
          size.failed();
          throw error;
        });
        size.took(clock.monotonic() - begun);
        for (const hour of chunk!.series.keys()) {
          touched.addDay(civilDayStart(hour, zone()));
          touched.addQuality(hour);
        }
        metrics.hours.inc({ span: 'hour' }, chunk!.count);
        metrics.jobSeconds.observe({ span: 'hour' }, seconds());
      },
      quality: async (): Promise<void> => {
        const stations = await computeQuality(store, touched, findings!, {
          now,
          neighbours: neighbours ?? 0,
          stationsAtOnce: bounds.qualityStations,
        });
        metrics.hours.inc({ span: 'quality' }, stations);
        metrics.jobSeconds.observe({ span: 'quality' }, seconds());
      },
      days: async (): Promise<void> => {
        let stations = 0;
        for (let day: number | null = first; day !== null && clock.monotonic() - begun < DAYS_RUN_MS; day = dueDay()) {
          daysTaken += 1;
          stations += await computeDay(store, touched, day, zone(), now, bounds.dayStations);
        }
        metrics.hours.inc({ span: 'day' }, stations);
        metrics.jobSeconds.observe({ span: 'day' }, seconds());
      },
    };
    const due = [
      chunk === null ? null : work.hours,
      findings === null ? null : work.quality,
      first === null ? null : work.days,
    ];
    for (let i = 0; i < due.length; i += 1) {
      const next = due[(turn + i) % due.length];
      if (next === null || next === undefined) continue;
      turn = (turn + i + 1) % due.length;
      await next();
      return true;
    }
    if (!touched.overflowed) return false;
    await touched.load(store);
    return true;
  };

  const ended = (async () => {
    while (!signal.aborted) {
      const began = clock.monotonic();
      try {
        const more = await runOnce();
        failures = 0;
        if (more) lastRun = clock.now();
      } catch (error) {
        failures += 1;
        failed('jobs', error, failures);
      }
      // As long as the run took: through a back-fill the store is the jobs' for half of the time at most.
      await pause(
        Math.max(bounds.jobPause, Math.min(LONGEST_PAUSE_MS, bounds.jobRest * (clock.monotonic() - began))),
        signal,
      );
    }
  })().catch((error: unknown) => log.error({ err: error }, 'the jobs ended'));

  /** Due and closed: what a run would take now. The open hour of every series is always due and counts as nothing. */
  const closedHours = (): number => [...touched.hours.keys()].filter((hour) => hour < openFromOf(clock.now())).length;
  const closedDays = (): number =>
    [...touched.days].filter((day) => civilDayEnd(day, zone()) + bounds.dayGrace / 1000 <= clock.now() / 1000).length;

  return {
    ended,
    part: () => ({
      part: 'jobs',
      state: failures > 2 ? 'degraded' : 'ready',
      figures: {
        dueSeriesHours: touched.due,
        dueClosedHours: closedHours(),
        dueDays: closedDays(),
        lastRun: lastRun ?? 0,
      },
      ...(failures > 2 ? { detail: 'hours and days cannot be computed now; they stay due' } : {}),
    }),
  };
}
