import type { Store } from './store.ts';

/** Ticks that are kept, for questions of the API that began before the newest. */
const TICKS_KEPT = 3;

/** Keeps a table partitioned by tick to its newest ticks. */
export interface TickPartitions {
  /**
   * Called before a tick's rows are written: the oldest beyond those kept go, and what an earlier try of this tick
   * left.
   */
  begin(tick: number): Promise<void>;
  clear(): Promise<void>;
}

export async function openPartitions(
  store: Store,
  lane: 'window' | 'evaluate' | 'grid',
  table: 'rolling' | 'judgements' | 'hotspot_cells',
): Promise<TickPartitions> {
  let ticks = (await store.rows<{ tick: number }>(lane, `SELECT DISTINCT tick FROM ${table} ORDER BY tick`)).map(
    (row) => row.tick,
  );
  const drop = (tick: number): Promise<void> => store.command(lane, `ALTER TABLE ${table} DROP PARTITION ${tick}`);
  return {
    async begin(tick) {
      if (ticks.includes(tick)) await drop(tick);
      else ticks.push(tick);
      for (const old of ticks.slice(0, -TICKS_KEPT)) {
        ticks.shift();
        await drop(old);
      }
    },
    async clear() {
      for (const tick of ticks) await drop(tick);
      ticks = [];
    },
  };
}
