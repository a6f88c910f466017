import type { Store } from '../platform/store/mod.ts';
import type { LedgerState } from './fold.ts';

/**
 * Version of what a fold keeps of an alarm. A snapshot of another version is not read: the ledger is folded from its
 * first event.
 */
const FORM = 3;

/** The newest snapshot of this very stream, undefined where there is none or it is ahead of the stream. */
export async function readLedgerSnapshot(
  store: Store,
  created: string,
  last: number,
): Promise<LedgerState | undefined> {
  const [row] = await store.rows<{ state: string }>(
    'history',
    'SELECT state FROM alarm_snapshot FINAL WHERE created = {created:String}',
    { created },
  );
  if (!row) return undefined;
  const { form, ...state } = JSON.parse(row.state) as LedgerState & { readonly form?: number };
  return form === FORM && state.sequence <= last ? state : undefined;
}

export async function writeLedgerSnapshot(store: Store, created: string, state: LedgerState): Promise<void> {
  await store.insert(
    'alarm_snapshot',
    ['created', 'sequence', 'state'],
    [[created, state.sequence, JSON.stringify({ form: FORM, ...state })]],
  );
}
