import type { Store } from '../store/mod.ts';
import type { LedgerState } from './fold.ts';

/** The newest snapshot of this very stream, undefined where there is none or it is ahead of the stream. */
export async function readLedgerSnapshot(store: Store, created: string, last: number): Promise<LedgerState | undefined> {
  const [row] = await store.rows<{ state: string }>('history', 'SELECT state FROM alarm_snapshot FINAL WHERE created = {created:String}', { created });
  if (!row) return undefined;
  const state = JSON.parse(row.state) as LedgerState;
  return state.sequence <= last ? state : undefined;
}

export async function writeLedgerSnapshot(store: Store, created: string, state: LedgerState): Promise<void> {
  await store.insert('alarm_snapshot', ['created', 'sequence', 'state'], [[created, state.sequence, JSON.stringify(state)]]);
}
