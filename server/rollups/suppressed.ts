import type { Gauge } from 'prom-client';
import { HOUR_FINDINGS, QUALITY_CODE_NAMES } from '../standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';

const SUPPRESSED = loadQuery('rollups/suppressed');
const COUNTS = loadQuery('history/quality-counts');
/** Versions that are kept, for a tick that began before the newest. */
const KEPT = 3;

/** Writes what may not be evaluated now, for the windows. @param now ms UTC */
export async function writeSuppressed(store: Store, now: number): Promise<void> {
  await store.command('history', SUPPRESSED, { now: Math.floor(now / 1000), ofHours: HOUR_FINDINGS });
  const versions = await store.rows<{ version: string }>(
    'history',
    'SELECT DISTINCT toString(version) AS version FROM withheld ORDER BY withheld.version DESC',
  );
  for (const { version } of versions.slice(KEPT))
    await store.command('history', `ALTER TABLE withheld DROP PARTITION ${version}`);
}

/** Counts the findings of the last 24 h that hold, by code. @param now ms UTC */
export async function countFindings(store: Store, now: number, gauge: Gauge<'code'>): Promise<void> {
  const to = Math.floor(now / 1000);
  const rows = await store.rows<{ code: number; findings: number }>('history', COUNTS, {
    from: Math.max(0, to - 86_400),
    to,
    station: 0,
    factor: 0,
    invalidating: 0,
    without: [],
  });
  const byCode = new Map(rows.map(({ code, findings }) => [code, findings]));
  for (const name of QUALITY_CODE_NAMES) gauge.set({ code: name }, byCode.get(QUALITY_CODES[name]) ?? 0);
}
