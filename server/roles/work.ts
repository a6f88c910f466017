import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { AlarmRules, openLedger } from '../alarms/mod.ts';
import { listenTo, startAudit } from '../audit/mod.ts';
import { demoKeys } from '../../streams/demo-city/mod.ts';
import type { Config } from '../platform/config.ts';
import { keySecret, openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import { startIngest, type RunningIngest } from '../ingest/mod.ts';
import { openPublisher } from '../live/mod.ts';
import { announceRegistry, importPack, openRegistry, readPack, registryGaps, type Registry } from '../registry/mod.ts';
import { TickPriority } from '../platform/tick-priority.ts';
import type { Running } from '../platform/running.ts';
import { migrate } from '../platform/store/mod.ts';
import { startWindows } from '../windows/mod.ts';
import { bootId } from './boot-id.ts';
import { openGround, type RoleGround } from './context.ts';
import type { Demo } from './demo-options.ts';
import { DEMO_SEED, demoPack } from './demo-pack.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import { openAlarmSeries } from './open-alarm-series.ts';
import type { RunningRole } from './running-role.ts';
import { watchStoreDamage, type StoreDamage } from './store-damage.ts';
import { serveTelemetry } from '../platform/telemetry.ts';

/** When a pack that was imported before is looked at again. */
const PACK_AGAIN_MS = 20_000;

/**
 * The city's pack: of the demo city from its seed, with its loggers' first keys, or from the directory named. `damaged`:
 * rows of it were lost.
 */
async function bringPack(
  config: Config,
  demo: Demo,
  { context }: RoleGround,
  keys: KeyRing,
  damaged = false,
): Promise<void> {
  if (config.city === null) return;
  const pack = config.city === 'yunzhou' ? demoPack(demo) : await readPack(config.city);
  const { changed, version } = await importPack(context.store, pack, context.clock.now(), damaged);
  if (config.city === 'yunzhou')
    await keys.registerFirst(demoKeys(pack, DEMO_SEED), 'demo', 'demo', context.clock.now());
  if (!changed) return;
  announceRegistry(context.nats, version);
  context.log.info({ stations: pack.stations.length }, 'the city pack was imported');
}

/** Role `work`: migrations, registry import, ingest, windows, jobs, alarm rules. Restartable at any instant. */
export async function startWork(config: Config, demo: Demo): Promise<RunningRole> {
  const ground = await openGround('work', config);
  const { context } = ground;
  const { log } = context;
  await waitForDependency(log, () =>
    migrate(ground.storeOptions, {
      shape:
        config.clickhouseCluster === null
          ? { kind: 'single' }
          : { kind: 'replicated', cluster: config.clickhouseCluster },
      onApplied: (name) => log.info({ name }, 'migration applied'),
    }),
  );
  let devices: Registry | null = null;
  const keys = await waitForDependency(log, () =>
    openKeyRing({
      store: context.store,
      nats: context.nats,
      log,
      safe: openKeySafe(keySecret(config)),
      isKnown: (device) => devices?.byDevice(device) !== undefined,
    }),
  );
  const known = await waitForDependency(log, () =>
    context.store.rows<{ n: string }>('write', 'SELECT count() AS n FROM stations'),
  );
  const empty = Number(known[0]?.n) === 0;
  // A registry that has lost rows is not the truth: an empty one least of all, whose pack counts as imported.
  const damaged = (await waitForDependency(log, () => registryGaps(context.store))).length > 0;
  if (empty || damaged) await waitForDependency(log, () => bringPack(config, demo, ground, keys, damaged));
  const registry: Registry = (devices = await openRegistry(context.store, context.nats, log));
  let ingest: RunningIngest | null = null;
  let damage: StoreDamage | null = null;
  const publisher = await openPublisher(context, {
    notices: () => [...(ingest?.notices() ?? []), ...(damage?.notices() ?? [])],
  });
  const ledger = await waitForDependency(log, () =>
    openLedger(context, { zone: registry.city?.timezone ?? DEFAULT_ZONE, snapshots: true }),
  );
  const rules = new AlarmRules(context, { registry, publisher, ledger });
  const way = new TickPriority(context.clock);
  ingest = await startIngest(context, {
    publisher,
    registry,
    keys,
    way,
    boot: config.clickhouseUrl === null ? bootId() : '',
    onClockJump: ground.clockGuard.onJump,
  });
  damage = watchStoreDamage(context, {
    ingest,
    importAgain:
      config.city === null
        ? null
        : async () => {
            await bringPack(config, demo, ground, keys, true);
            await registry.reload();
          },
  });
  const heard = listenTo(publisher, ['hotspots', 'regions']);
  const audit = startAudit(context, { registry, publisher, published: heard.published, touchAgain: ingest.touchAgain });
  const windows = await startWindows(context, {
    publisher: heard.publisher,
    registry,
    priority: way,
    openAlarmSeries: () => openAlarmSeries(ledger),
    onTick: (result) => rules.onTick(result),
    onSettled: (result) => audit.ticked(result),
  });
  const running: Running[] = [ledger, rules, ingest, damage, windows, audit];
  const telemetry = serveTelemetry(context, 'work', () => [
    ...running.flatMap((part) => [...part.parts()]),
    ...keys.parts(),
  ]);
  // A pack imported before is looked at again in its own time: making or reading it takes this thread a second that the first ticks need.
  const again = empty
    ? null
    : setTimeout(() => {
        void waitForDependency(log, () => bringPack(config, demo, ground, keys)).catch((error: unknown) =>
          log.error({ err: error }, 'the city pack was not imported'),
        );
      }, PACK_AGAIN_MS);
  return {
    async close() {
      if (again) clearTimeout(again);
      telemetry.close();
      // The lease goes back as soon as nothing ticks: what is still to be written must not keep screens waiting for the next leader.
      await windows.close();
      await publisher.close();
      for (const part of [audit, damage, ingest, rules, ledger]) await part?.close();
      await keys.close();
      await registry.close();
      await ground.close();
    },
  };
}
