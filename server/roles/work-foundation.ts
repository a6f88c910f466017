import { keySecret, openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import type { Config } from '../platform/config.ts';
import { migrate } from '../platform/store/mod.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import { openRegistry, registryGaps, type Registry } from '../registry/mod.ts';
import { importCityPack, type CityPackOptions } from './city-pack.ts';
import type { Demo } from './demo-options.ts';
import type { RoleResources } from './role-resources.ts';

export interface WorkFoundation {
  readonly registry: Registry;
  readonly keys: KeyRing;
  readonly cityPack: CityPackOptions;
  /** The registry was empty at the start: its pack has just been imported. */
  readonly wasEmpty: boolean;
}

/** Migrations, keys and the registry with its city pack: what the parts of role `work` need before they start. */
export async function prepareWork(
  config: Config,
  demo: Demo,
  { context, storeOptions }: RoleResources,
): Promise<WorkFoundation> {
  const { store, nats, log } = context;
  const { clickhouseCluster: cluster } = config;
  await waitForDependency(log, () =>
    migrate(storeOptions, {
      shape: cluster === null ? { kind: 'single' } : { kind: 'replicated', cluster },
      onApplied: (name) => log.info({ name }, 'migration applied'),
    }),
  );
  let devices: Registry | null = null;
  const keys = await waitForDependency(log, () =>
    openKeyRing({
      store,
      nats,
      log,
      safe: openKeySafe(keySecret(config)),
      isKnown: (device) => devices?.byDevice(device) !== undefined,
    }),
  );
  const [stations] = await waitForDependency(log, () =>
    store.rows<{ n: string }>('write', 'SELECT count() AS n FROM stations'),
  );
  const wasEmpty = Number(stations?.n) === 0;
  // A registry that has lost rows is not the truth: an empty one least of all, whose pack counts as imported.
  const isDamaged = (await waitForDependency(log, () => registryGaps(store))).length > 0;
  const cityPack = { context, config, demo, keys };
  if (wasEmpty || isDamaged) await waitForDependency(log, () => importCityPack(cityPack, isDamaged));
  const registry: Registry = (devices = await openRegistry(store, nats, log));
  return { registry, keys, cityPack, wasEmpty };
}
