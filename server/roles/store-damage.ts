import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { RunningIngest } from '../ingest/mod.ts';
import { registryGaps, type RegistryGap } from '../registry/mod.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import { brokenParts, unreadableTables, type BrokenPart } from '../platform/store/mod.ts';

/** Written by ingest from frames, or computed from what it writes: the frames that are kept bring them back. */
const FROM_FRAMES: ReadonlySet<string> = new Set([
  'readings',
  'touched',
  'unregistered_frames',
  'sealed_frames',
  'resends',
  'device_records',
  'receipt_items',
  'condition_readings',
  'hours',
  'hours_now',
  'days',
  'days_now',
  'outlet_hours',
  'outlet_hours_now',
  'outlet_days',
  'outlet_days_now',
  'quality',
  'quality_latest',
  'recent',
  'late_touches',
  'station_heard',
  'buckets',
  'bucket_closings',
  'base',
  'base_hours',
]);
/** Written by the import of the city pack, which can be done again. */
const FROM_PACK: ReadonlySet<string> = new Set([
  'stations',
  'devices',
  'regions',
  'station_limits',
  'limit_sources',
  'stack_gas',
  'outlet_standards',
  'city_description',
]);
const LOOK_EVERY_MS = 300_000;
/** A change of the registry is written table by table: what is missing now is looked for once more after this. */
const HALF_WRITTEN_MS = 1_000;
/** Parts that a detail names. */
const NAMED = 5;

export interface StoreDamageOptions {
  readonly ingest: Pick<RunningIngest, 'readAgain' | 'remember' | 'healed'>;
  /** Writes what is missing of the city pack; null where there is no pack. */
  readonly importAgain: (() => Promise<void>) | null;
}

export interface StoreDamage extends Running {
  /** What screens should say is wrong. */
  notices(): readonly ErrorCode[];
  /** Looks now. Rejects with what the store says. */
  look(): Promise<void>;
}

const keyOf = ({ table, part }: BrokenPart): string => `${table}/${part}`;

/**
 * Looks for what the store has lost: parts put aside as broken, tables that answer nothing, rows missing from the registry. Each is
 * told on screens, in the log and in `/readyz`; what frames or the city pack can bring back is brought back, once for each part.
 * What nothing brings back is told until the part is taken out of `detached` by hand.
 */
export function watchStoreDamage(
  { store, log, clock }: Pick<RoleContext, 'store' | 'log' | 'clock'>,
  { ingest, importAgain }: StoreDamageOptions,
): StoreDamage {
  let broken: readonly BrokenPart[] = [];
  let unreadable: readonly { readonly table: string; readonly error: string }[] = [];
  let gaps: readonly RegistryGap[] = [];
  let looked = false;
  const told = new Set<string>();
  const once = (key: string, tell: () => void): void => {
    if (told.has(key)) return;
    told.add(key);
    tell();
  };
  const unhealed = (): readonly BrokenPart[] => {
    const healed = ingest.healed();
    return broken.filter((part) => !healed.has(keyOf(part)));
  };

  const mend = async (): Promise<void> => {
    const open = unhealed();
    const frames = open.filter(({ table }) => FROM_FRAMES.has(table)).map(keyOf);
    if (frames.length > 0) await ingest.readAgain(frames);
    const pack = open.filter(({ table }) => FROM_PACK.has(table)).map(keyOf);
    if ((pack.length > 0 || gaps.length > 0) && importAgain !== null) {
      await importAgain();
      gaps = await registryGaps(store);
      if (gaps.length === 0 && pack.length > 0) await ingest.remember(pack, clock.now());
    }
  };
  const look = async (): Promise<void> => {
    [broken, unreadable] = [await brokenParts(store), await unreadableTables(store)];
    let missing = await registryGaps(store);
    if (missing.length > 0) {
      await sleep(HALF_WRITTEN_MS);
      missing = await registryGaps(store);
    }
    gaps = missing;
    looked = true;
    const healed = ingest.healed();
    for (const part of broken) {
      once(keyOf(part), () =>
        log.error(
          { code: 'GL_STORE_PART_BROKEN', ...part, healed: healed.has(keyOf(part)) },
          'a part of a table is broken: the engine put it aside',
        ),
      );
    }
    for (const table of unreadable)
      once(`${table.table} ${table.error}`, () =>
        log.error({ code: 'GL_STORE_PART_BROKEN', ...table }, 'a table cannot be read'),
      );
    for (const gap of gaps)
      once(`gap ${gap.table} ${gap.missing}`, () =>
        log.error({ code: 'GL_REGISTRY_DAMAGED', ...gap }, 'the registry has lost rows'),
      );
    await mend();
  };

  let running: Promise<void> = Promise.resolve();
  const lookOnce = (): Promise<void> => {
    running = running.catch(() => undefined).then(look);
    return running;
  };
  const quietly = (): void => {
    lookOnce().catch((error: unknown) =>
      log.warn({ err: error }, 'the store could not be looked over for damage; it is tried again'),
    );
  };
  const timer = setInterval(quietly, LOOK_EVERY_MS);
  timer.unref();
  quietly();

  const named = (all: readonly string[]): string =>
    `${all.slice(0, NAMED).join(', ')}${all.length > NAMED ? ` and ${all.length - NAMED} more` : ''}`;
  return {
    look: lookOnce,
    notices: () => [
      ...(unhealed().length + unreadable.length > 0 ? (['GL_STORE_PART_BROKEN'] as const) : []),
      ...(gaps.length > 0 ? (['GL_REGISTRY_DAMAGED'] as const) : []),
    ],
    parts(): readonly PartState[] {
      const left = [...unhealed().map(keyOf), ...unreadable.map(({ table }) => table)];
      const missing = gaps.map(({ table, missing: rows }) => `${rows} of ${table}`);
      const details = [
        ...(left.length > 0 ? [`GL_STORE_PART_BROKEN: ${named(left)}`] : []),
        ...(missing.length > 0 ? [`GL_REGISTRY_DAMAGED: missing ${missing.join(', ')}`] : []),
      ];
      return [
        {
          part: 'store-parts',
          state: !looked ? 'starting' : details.length > 0 ? 'degraded' : 'ready',
          ...(details.length > 0 ? { detail: details.join('; ') } : {}),
          figures: {
            broken: broken.length,
            unhealed: left.length,
            ...(broken.length > 0 ? { parts: named(broken.map(keyOf)) } : {}),
          },
        },
      ];
    },
    async close() {
      clearInterval(timer);
      await running.catch(() => undefined);
    },
  };
}
