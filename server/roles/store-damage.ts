import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { RunningIngest } from '../ingest/mod.ts';
import type { RoleContext, Running } from '../platform/running.ts';
import { registryGaps } from '../registry/mod.ts';
import { DamageLog } from './damage-log.ts';
import { damagePart } from './damage-part.ts';
import { findDamage, partKey, type FoundDamage } from './found-damage.ts';
import { RESTORED_FROM_FRAMES, RESTORED_FROM_PACK } from './restorable-tables.ts';

const CHECK_EVERY_MS = 300_000;

export interface StoreDamageOptions {
  readonly ingest: Pick<RunningIngest, 'readAgain' | 'recordRestored' | 'restoredParts'>;
  /** Writes what is missing of the city pack; null where there is no pack. */
  readonly importAgain: (() => Promise<void>) | null;
}

export interface StoreDamage extends Running {
  /** What screens should say is wrong. */
  notices(): readonly ErrorCode[];
  /** Checks now. Rejects with what the store says. */
  check(): Promise<void>;
}

/**
 * Looks for what the store has lost: parts detached as broken, tables that answer nothing, rows missing from the
 * registry. Each is reported on screens, in the log and in `/readyz`; what frames or the city pack can restore is
 * restored, once for each part. What nothing restores is reported until the part is taken out of `detached` by hand.
 */
export function watchStoreDamage(
  { store, log, clock }: Pick<RoleContext, 'store' | 'log' | 'clock'>,
  { ingest, importAgain }: StoreDamageOptions,
): StoreDamage {
  const damageLog = new DamageLog(log);
  let found: FoundDamage | null = null;
  const unrestored = (): readonly { readonly table: string; readonly key: string }[] => {
    const restored = ingest.restoredParts();
    return (found?.broken ?? [])
      .map((part) => ({ table: part.table, key: partKey(part) }))
      .filter(({ key }) => !restored.has(key));
  };

  const restore = async (damage: FoundDamage): Promise<void> => {
    const partsOf = (tables: ReadonlySet<string>): string[] =>
      unrestored()
        .filter(({ table }) => tables.has(table))
        .map(({ key }) => key);
    const fromFrames = partsOf(RESTORED_FROM_FRAMES);
    if (fromFrames.length > 0) await ingest.readAgain(fromFrames);
    const fromPack = partsOf(RESTORED_FROM_PACK);
    if (importAgain === null || fromPack.length + damage.gaps.length === 0) return;
    await importAgain();
    const gaps = await registryGaps(store);
    found = { ...damage, gaps };
    if (gaps.length === 0 && fromPack.length > 0) await ingest.recordRestored(fromPack, clock.now());
  };
  const checkNow = async (): Promise<void> => {
    const damage = await findDamage(store);
    found = damage;
    damageLog.report(damage, ingest.restoredParts());
    await restore(damage);
  };

  // One check after the other: a second import beside the first would find the same gaps.
  let running: Promise<void> = Promise.resolve();
  const check = (): Promise<void> => {
    running = running.catch(() => undefined).then(checkNow);
    return running;
  };
  const checkOrLog = (): void => {
    check().catch((error: unknown) =>
      log.warn({ err: error }, 'the store could not be checked for damage; trying again later'),
    );
  };
  const timer = setInterval(checkOrLog, CHECK_EVERY_MS);
  timer.unref();
  checkOrLog();

  return {
    check,
    notices: () => [
      ...(unrestored().length + (found?.unreadable.length ?? 0) > 0 ? (['GL_STORE_PART_BROKEN'] as const) : []),
      ...((found?.gaps.length ?? 0) > 0 ? (['GL_REGISTRY_DAMAGED'] as const) : []),
    ],
    parts: () => [
      damagePart(
        found,
        unrestored().map(({ key }) => key),
      ),
    ],
    async close() {
      clearInterval(timer);
      await running.catch(() => undefined);
    },
  };
}
