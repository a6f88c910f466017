import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { Registry as Metrics } from 'prom-client';
import { systemClock } from '../../streams/clock.ts';
import { freePort, startNats, startStore, tempDir } from '../../test/harness/mod.ts';
import { openAccess, type Access } from '../access/mod.ts';
import { openLedger, type AlarmLedger } from '../alarms/mod.ts';
import { openCommandDesk, type CommandDesk } from '../commands/mod.ts';
import { loadConfig, type Config } from '../config.ts';
import { openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import { openPublisher, startHub, type LeasedPublisher, type RunningHub } from '../live/mod.ts';
import { connect } from '../nats.ts';
import { importPack, openRegistry, type Registry } from '../registry/mod.ts';
import { smallPack } from '../registry/small-pack.ts';
import type { RoleContext } from '../role.ts';
import { ensureStreams } from '../streams.ts';
import { startApi, type RunningApi } from './mod.ts';

export interface ApiBench {
  readonly url: string;
  readonly context: RoleContext;
  readonly config: Config;
  readonly registry: Registry;
  readonly ledger: AlarmLedger;
  readonly access: Access;
  readonly commands: CommandDesk;
  readonly keys: KeyRing;
  readonly hub: RunningHub;
  readonly publisher: LeasedPublisher;
  readonly api: RunningApi;
  /** A second API on the same rooms, bound as another host would be: tokens needed. */
  readonly guarded: { readonly url: string; readonly access: Access };
  close(): Promise<void>;
}

/** The API on a real broker, engine and hub with the small city: for the tests of its routes. */
export async function openApiBench(): Promise<ApiBench> {
  const [nats, store] = await Promise.all([startNats(), startStore()]);
  const dataDir = tempDir('api');
  const screens = tempDir('screens');
  for (const page of ['wall', 'duty', 'public', 'assets']) mkdirSync(join(screens, page));
  for (const page of ['', 'wall', 'duty', 'public'])
    writeFileSync(join(screens, page, 'index.html'), `<!doctype html><title>${page}</title>`);
  writeFileSync(join(screens, 'assets', 'wall-AbCd1234.js'), 'export const wall = 1;');
  writeFileSync(join(screens, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');

  const config = loadConfig({
    GUANLAN_DATA_DIR: dataDir,
    GUANLAN_HTTP_PORT: '0',
    GUANLAN_LIVE_PORT: String(await freePort()),
    NATS_URL: nats.url,
    GUANLAN_CITY: 'none',
  });
  const broker = await connect(config, 'api-test');
  await ensureStreams(broker.manager);
  const log = pino({ level: process.env['TEST_LOG'] ?? 'silent' });
  const context: RoleContext = {
    config,
    clock: systemClock,
    log,
    ...broker,
    store: store.store,
    metrics: new Metrics(),
  };
  await importPack(store.store, smallPack(), Date.now());
  const registry = await openRegistry(store.store, broker.nats, log);
  const access = openAccess(config, systemClock);
  const ledger = await openLedger(context, { zone: 'Asia/Shanghai' });
  const commands = await openCommandDesk(context);
  const keys = await openKeyRing({
    store: store.store,
    nats: broker.nats,
    log,
    safe: openKeySafe('the secret of the api bench'),
    isKnown: (device) => registry.byDevice(device) !== undefined,
  });
  const publisher = await openPublisher(context);
  const hub = await startHub(context, { authorize: (request) => access.authorizeLive(request) });
  const rooms = {
    registry,
    hub,
    alarms: ledger,
    commands,
    keys,
    telemetry: async () => [{ role: 'edge', parts: hub.parts(), metrics: await context.metrics.metrics() }],
    full: () => false,
    screens,
  };
  const api = await startApi(context, { ...rooms, access });
  const other = openAccess({ ...config, host: '0.0.0.0' }, systemClock);
  const second = await startApi({ ...context, metrics: new Metrics() }, { ...rooms, access: other });
  return {
    url: `http://127.0.0.1:${api.port}`,
    context,
    config,
    registry,
    ledger,
    access,
    commands,
    keys,
    hub,
    publisher,
    api,
    guarded: { url: `http://127.0.0.1:${second.port}`, access: other },
    close: async () => {
      await Promise.all([api.close(), second.close()]);
      await hub.close();
      await publisher.close();
      await commands.close();
      await keys.close();
      await ledger.close();
      await registry.close();
      await broker.nats.close();
      await Promise.all([nats.stop(), store.stop()]);
    },
  };
}
