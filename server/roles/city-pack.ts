import { demoKeys } from '../../streams/demo-city/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { Config } from '../platform/config.ts';
import type { RoleContext } from '../platform/running.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import { announceRegistry, importPack, readPack } from '../registry/mod.ts';
import type { Demo } from './demo-options.ts';
import { DEMO_SEED, demoPack } from './demo-pack.ts';

/** When a pack that was imported before is read again after the start. */
const IMPORT_AGAIN_MS = 20_000;

export interface CityPackOptions {
  readonly context: Pick<RoleContext, 'store' | 'nats' | 'clock' | 'log'>;
  readonly config: Config;
  readonly demo: Demo;
  readonly keys: KeyRing;
}

/**
 * Imports the city's pack: that of the demo city from its seed, with the first keys of its loggers, or that of the
 * directory named.
 * @param isDamaged rows of it were lost: it is written although it counts as imported
 */
export async function importCityPack(
  { context, config, demo, keys }: CityPackOptions,
  isDamaged = false,
): Promise<void> {
  if (config.city === null) return;
  const { store, nats, clock, log } = context;
  const pack = config.city === 'yunzhou' ? demoPack(demo) : await readPack(config.city);
  const { changed, version } = await importPack(store, pack, clock.now(), isDamaged);
  if (config.city === 'yunzhou') await keys.registerFirst(demoKeys(pack, DEMO_SEED), 'demo', 'demo', clock.now());
  if (!changed) return;
  announceRegistry(nats, version);
  log.info({ stations: pack.stations.length }, 'the city pack was imported');
}

/**
 * Imports a pack that was imported before some time after the start: making or reading it takes this thread a second
 * that the first ticks need. Returns how to cancel it.
 */
export function importCityPackLater(options: CityPackOptions): () => void {
  const { log } = options.context;
  const timer = setTimeout(() => {
    void waitForDependency(log, () => importCityPack(options)).catch((error: unknown) =>
      log.error({ err: error }, 'the city pack was not imported'),
    );
  }, IMPORT_AGAIN_MS);
  return () => clearTimeout(timer);
}
