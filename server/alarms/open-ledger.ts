import { DateTime } from 'luxon';
import { streamIdentity } from '../platform/streams.ts';
import { Fold } from './fold.ts';
import type { AlarmLedger, LedgerContext } from './ledger.ts';
import { readLedgerSnapshot } from './snapshot.ts';
import { StreamLedger } from './stream-ledger.ts';

/** A snapshot is worth writing after so many events. */
const SNAPSHOT_EVERY = 5000;
const DAY_MS = 86_400_000;

/**
 * Opens the ledger: snapshot, then the tail of stream ALARMS, followed until closed. Resolves when the events that were
 * there have been folded. Any number of processes may have it open; the broker's expected sequence decides between
 * them.
 * @param zone IANA zone of the civil day of the day's counts
 * @param snapshots whether this process writes snapshots, every `snapshotEvery` events
 */
export async function openLedger(
  context: LedgerContext,
  {
    zone,
    snapshots = false,
    snapshotEvery = SNAPSHOT_EVERY,
  }: { zone: string; snapshots?: boolean; snapshotEvery?: number },
): Promise<AlarmLedger> {
  const { log, manager, store } = context;
  const info = await manager.streams.info('ALARMS');
  const created = streamIdentity(info);
  const last = info.state.last_seq;
  const kept = await readLedgerSnapshot(store, created, last).catch((error: unknown) => {
    log.warn({ err: error }, 'no ledger snapshot; folding from the first event');
    return undefined;
  });
  const dayOf = (ms: number): number =>
    Math.floor(
      DateTime.fromMillis(ms, { zone }).startOf('day').setZone('utc', { keepLocalTime: true }).toMillis() / DAY_MS,
    );
  const ledger = new StreamLedger(context, new Fold(dayOf, kept), {
    created,
    snapshotEvery: snapshots ? snapshotEvery : Infinity,
  });
  await ledger.follow(last);
  log.info({ alarms: ledger.open().size, sequence: last, from: kept?.sequence ?? 0 }, 'alarm ledger folded');
  return ledger;
}
