import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { type LivePublisher, toLiveTime } from '../../streams/live/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import type { TickResult } from '../windows/mod.ts';
import { AUDIT_BOUNDS, type AuditBounds } from './bounds.ts';
import { Auditor } from './auditor.ts';
import type { Finding } from './findings.ts';
import { auditMetrics } from './metrics.ts';
import type { Published } from './published.ts';
import { Records } from './records.ts';

const HOUR_MS = 3_600_000;
/** Rounds that are written together. */
const ROUNDS_AT_ONCE = 12;
/** Without a round for so long the part says so, ms. */
const SILENT_MS = 120_000;
/** A tick is waited for this many times the pause between rounds; then the round goes without one. */
const PATIENCE = 3;

/** Marks hours and days to be computed again; ingest's. Returns how many were not marked already. */
export type TouchAgain = (
  rows: readonly {
    readonly span: 'hour' | 'day';
    readonly start: number;
    readonly station: number;
    readonly factor: number;
  }[],
) => Promise<number>;

export interface AuditExtra {
  readonly registry: Registry;
  readonly publisher: LivePublisher & { isLeader(): boolean };
  readonly published: Published;
  readonly touchAgain: TouchAgain;
  readonly bounds?: Partial<AuditBounds>;
  readonly random?: () => number;
}

export interface RunningAudit extends Running {
  /** Handed every tick's result after it was published; returns at once. */
  ticked(result: TickResult): void;
}

/**
 * The continuous audit 持续核对: what is shown, recomputed from raw readings by another path, one bounded round after the other in the
 * pauses between ticks, for ever. Only the leader of the windows audits. Resolves at once; while the store is away every round
 * fails, is counted, and the next one tries again.
 */
export function startAudit(
  context: Pick<RoleContext, 'store' | 'clock' | 'log' | 'metrics'>,
  { registry, publisher, published, touchAgain, bounds: given = {}, random = Math.random }: AuditExtra,
): RunningAudit {
  const { store, clock } = context;
  const log = context.log.child({ room: 'audit' });
  const bounds: AuditBounds = { ...AUDIT_BOUNDS, ...given };
  const metrics = auditMetrics(context.metrics);
  const newAuditor = (): Auditor =>
    new Auditor({
      store,
      registry,
      published,
      bounds,
      zone: () => registry.city?.timezone ?? DEFAULT_ZONE,
      now: () => clock.now(),
      monotonic: () => clock.monotonic(),
      random,
    });
  let auditor = newAuditor();
  const records = new Records(store);
  let isLoaded = false;
  let running: Promise<void> | null = null;
  let lastStart = -Infinity;
  let last: { at: number; monotonic: number } | null = null;
  const startedAt = clock.monotonic();
  let skips = 0;
  let failures = 0;
  let trouble = '';
  let closed = false;
  /** Values of the last hour: [monotonic, values]. */
  let hour: { at: number; values: number }[] = [];

  const repair = async (findings: readonly Finding[]): Promise<Finding[]> => {
    const chosen = findings
      .filter(
        ({ kind, repairs, field }) =>
          (kind === 'hour' || kind === 'day') && repairs < bounds.repairsEach && field !== 'unsupported',
      )
      .slice(0, bounds.repairsPerRound);
    if (chosen.length === 0) return [];
    await touchAgain(
      chosen.map(({ kind, start, station, factor }) => ({ span: kind as 'hour' | 'day', start, station, factor })),
    );
    metrics.repairs.inc(chosen.length);
    for (const finding of chosen) auditor.expect(finding);
    log.warn(
      { rows: chosen.length, first: chosen[0]!.subject },
      'rows that differ from their readings were marked to be computed again',
    );
    return chosen.map((finding) => auditor.findings.repaired(finding));
  };

  const once = async (): Promise<void> => {
    const begun = clock.monotonic();
    if (!isLoaded) {
      auditor = newAuditor();
      const { standing, checked } = await records.load();
      await auditor.restore(standing);
      hour = [{ at: begun, values: checked }];
      isLoaded = true;
    }
    const round = await auditor.round();
    const { opened, closed: ended, again } = round.change;
    for (const finding of opened) {
      metrics.mismatches.inc({ kind: finding.kind });
      log.error(
        {
          kind: finding.kind,
          subject: finding.subject,
          field: finding.field,
          shown: finding.shown,
          recomputed: finding.recomputed,
        },
        'a shown value differs from its readings',
      );
    }
    for (const finding of ended)
      log.info(
        { kind: finding.kind, subject: finding.subject, repairs: finding.repairs },
        'a shown value agrees with its readings again',
      );
    // A finding that is not noted would be raised again by the next process; one that is noted and not repaired is repaired next time.
    await records.findings([...opened, ...ended]);
    const repaired = await repair([...opened, ...again]);
    await records.findings(repaired);
    const values = Object.values(round.checked).reduce((sum, count) => sum + count, 0);
    for (const [kind, count] of Object.entries(round.checked)) metrics.values.inc({ kind }, count);
    metrics.postponed.inc(round.postponed);
    const now = clock.monotonic();
    hour = [...hour.filter(({ at }) => at > now - HOUR_MS), { at: now, values }];
    last = { at: clock.now(), monotonic: now };
    metrics.last.set(Math.floor(last.at / 1000));
    metrics.took.observe(now - begun);
    records.add({
      at: last.at,
      took: now - begun,
      round,
      suspects: auditor.findings.suspects,
      standing: auditor.findings.standing.length,
      behind: auditor.behind,
    });
    if (records.waiting >= ROUNDS_AT_ONCE) await records.flush();
  };

  const values = (): number => hour.reduce((sum, { values: some }) => sum + some, 0);
  const tell = async (): Promise<void> => {
    const standing = auditor.findings.standing.length;
    metrics.standing.set(standing);
    metrics.behind.set(auditor.behind);
    publisher.replace('audit', [
      {
        key: 1,
        at: last === null ? null : toLiveTime(last.at),
        checked: values(),
        standing,
        suspects: auditor.findings.suspects,
        behind: auditor.behind,
      },
    ]);
    await publisher.commit(['audit']);
  };

  const step = (): void => {
    if (closed || running !== null || clock.monotonic() - startedAt < bounds.first) return;
    if (!publisher.isLeader()) {
      isLoaded = false;
      return;
    }
    lastStart = clock.monotonic();
    running = once()
      .then(() => {
        failures = 0;
        trouble = '';
      })
      .catch((error: unknown) => {
        failures += 1;
        metrics.failed.inc();
        trouble = error instanceof Error ? error.message : String(error);
        if (failures === 1 || failures % 20 === 0)
          log.warn({ err: error, failures }, 'a round of the audit failed; the next one tries again');
      })
      .then(tell)
      .catch((error: unknown) => log.warn({ err: error }, 'the audit was not told to the screens'))
      .finally(() => {
        running = null;
      });
  };
  const timer = setInterval(() => {
    if (clock.monotonic() - lastStart > bounds.every * PATIENCE) step();
  }, bounds.every);
  timer.unref();

  return {
    ticked(result) {
      auditor.ticked(result);
      if (clock.monotonic() - lastStart < bounds.every * 0.8) return;
      if (clock.now() - result.at > bounds.slowTick && skips < bounds.mostSkips && !auditor.isUrgent) {
        skips += 1;
        metrics.skipped.inc();
        void tell().catch(() => undefined);
        return;
      }
      skips = 0;
      step();
    },
    parts(): readonly PartState[] {
      if (!publisher.isLeader()) return [{ part: 'audit', state: 'ready', detail: 'standing by' }];
      const standing = auditor.findings.standing.length;
      const figures = {
        last: last === null ? '' : new Date(last.at).toISOString(),
        checkedLastHour: values(),
        mismatches: standing,
        behind: auditor.behind,
      };
      const silent = clock.monotonic() - (last?.monotonic ?? startedAt + bounds.first);
      if (standing > 0)
        return [
          {
            part: 'audit',
            state: 'degraded',
            detail: `${standing} shown values differ from their readings: GET /api/audit`,
            figures,
          },
        ];
      if (auditor.findings.overflowed > 0)
        return [
          {
            part: 'audit',
            state: 'degraded',
            detail: `${auditor.findings.overflowed} disagreements found no room`,
            figures,
          },
        ];
      if (silent > SILENT_MS)
        return [
          {
            part: 'audit',
            state: 'degraded',
            detail: trouble === '' ? 'no round of the audit for two minutes' : trouble,
            figures,
          },
        ];
      return [{ part: 'audit', state: 'ready', figures }];
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
      await records
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'the last rounds of the audit were not written'));
    },
  };
}
