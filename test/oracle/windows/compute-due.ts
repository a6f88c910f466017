import { civilDayStart } from '../../../server/platform/civil-day.ts';
import { computeDay, nextDay, computeHours, nextChunk, type ChunkOptions } from '../../../server/rollups/internal.ts';
import { INGEST_BOUNDS } from '../../../server/ingest/mod.ts';
import type { DirtyPeriods } from '../../../server/rollups/mod.ts';
import type { Store } from '../../../server/platform/store/mod.ts';

const HOUR = 3600;

export interface DueOptions {
  readonly store: Store;
  readonly touched: DirtyPeriods;
  readonly registry: ChunkOptions['registry'];
  readonly zone: string;
  /** Civil time, seconds UTC. */
  readonly now: number;
}

/** Hours before this second are closed at an instant, as the jobs see it. */
export const closedBefore = (now: number): number => Math.floor((now - INGEST_BOUNDS.hourGrace / 1000) / HOUR) * HOUR;

/** Every hour that is due, by the job's own steps. */
export async function computeDueHours({ store, touched, registry, zone, now }: DueOptions): Promise<void> {
  for (;;) {
    const chunk = nextChunk({
      dirtyPeriods: touched,
      registry,
      openFrom: closedBefore(now),
      parts: INGEST_BOUNDS.hourParts,
    });
    if (chunk === null) return;
    await computeHours(store, touched, chunk, zone, now * 1000);
    for (const hour of chunk.series.keys()) touched.addDay(civilDayStart(hour, zone));
  }
}

/** Every civil day that is due. */
export async function computeDueDays({ store, touched, zone, now }: Omit<DueOptions, 'registry'>): Promise<void> {
  for (;;) {
    const day = nextDay(touched, zone, now, INGEST_BOUNDS.dayGrace / 1000);
    if (day === null) return;
    await computeDay(store, touched, day, zone, now * 1000, INGEST_BOUNDS.dayStations);
  }
}
