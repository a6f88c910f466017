import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { type LivePublisher, toLiveTime } from '../../streams/live/mod.ts';
import type { RoleContext, Running } from '../platform/running.ts';
import type { Registry } from '../registry/mod.ts';
import type { TickResult } from '../windows/mod.ts';
import { AuditRunner, type TouchAgain } from './audit-runner.ts';
import { auditPart } from './audit-state.ts';
import { AUDIT_BOUNDS, type AuditBounds } from './bounds.ts';
import { auditMetrics } from './metrics.ts';
import type { Published } from './published.ts';
import { RoundSchedule } from './round-schedule.ts';

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
 * The continuous audit 持续核对: what is shown, recomputed from raw readings by another path, one bounded round after the
 * other in the pauses between ticks, for ever. Only the leader of the windows audits. Resolves at once; while the
 * store is away every round fails, is counted, and the next one tries again.
 */
export function startAudit(
  context: Pick<RoleContext, 'store' | 'clock' | 'log' | 'metrics'>,
  { registry, publisher, published, touchAgain, bounds: given = {}, random = Math.random }: AuditExtra,
): RunningAudit {
  const { store, clock } = context;
  const log = context.log.child({ room: 'audit' });
  const bounds: AuditBounds = { ...AUDIT_BOUNDS, ...given };
  const metrics = auditMetrics(context.metrics);
  const runner = new AuditRunner({
    ...{ store, registry, published, bounds, random, clock, log, metrics, touchAgain },
    zone: () => registry.city?.timezone ?? DEFAULT_ZONE,
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
  });
  const startedAt = clock.monotonic();

  const publish = async (): Promise<void> => {
    const { findings, behind } = runner.auditor;
    const standing = findings.standing.length;
    metrics.standing.set(standing);
    metrics.behind.set(behind);
    const at = runner.last === null ? null : toLiveTime(runner.last.at);
    publisher.replace('audit', [{ key: 1, at, checked: runner.values, standing, suspects: findings.suspects, behind }]);
    await publisher.commit(['audit']);
  };
  const schedule = new RoundSchedule({
    runner,
    clock,
    bounds,
    log,
    metrics,
    isLeader: () => publisher.isLeader(),
    publish,
  });

  return {
    ticked(result) {
      runner.auditor.ticked(result);
      schedule.ticked(result);
    },
    parts: () => [
      auditPart({
        isLeader: publisher.isLeader(),
        last: runner.last?.at ?? null,
        values: runner.values,
        standing: runner.auditor.findings.standing.length,
        overflowed: runner.auditor.findings.overflowed,
        behind: runner.auditor.behind,
        silent: clock.monotonic() - (runner.last?.monotonic ?? startedAt + bounds.first),
        lastError: schedule.lastError,
      }),
    ],
    async close() {
      await schedule.close();
      await runner
        .flush()
        .catch((error: unknown) => log.warn({ err: error }, 'the last rounds of the audit were not written'));
    },
  };
}
