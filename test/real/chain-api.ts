import { Registry as Metrics } from 'prom-client';
import { openAccess } from '../../server/access/mod.ts';
import { openLedger, type AlarmLedger } from '../../server/alarms/mod.ts';
import { startApi, type RunningApi } from '../../server/api/mod.ts';
import { openCommandQueue } from '../../server/commands/mod.ts';
import { openKeyRing, openKeySafe } from '../../server/device-keys/mod.ts';
import { ZONE, type Chain } from './chain.ts';

/**
 * The API in front of a chain: as its own host sees it, and as one that listens beyond its host, where tokens are asked
 * for.
 */
export interface ChainApi {
  readonly ledger: AlarmLedger;
  readonly api: RunningApi;
  readonly guarded: RunningApi;
  /** Before the chain's own. */
  close(): Promise<void>;
}

export async function openChainApi({ rooms: { context, registry, hub } }: Chain): Promise<ChainApi> {
  const ledger = await openLedger(context, { zone: ZONE });
  const commands = await openCommandQueue(context);
  const keys = await openKeyRing({
    store: context.store,
    nats: context.nats,
    log: context.log,
    safe: openKeySafe('the secret of a test'),
    isKnown: (device) => registry.byDevice(device) !== undefined,
  });
  const config = { ...context.config, httpPort: 0 };
  const open = (host: string): Promise<RunningApi> =>
    startApi(
      { ...context, config, metrics: new Metrics() },
      {
        registry,
        hub,
        alarms: ledger,
        commands,
        keys,
        telemetry: async () => [],
        full: () => false,
        access: openAccess({ ...config, host }, context.clock),
      },
    );
  const [api, guarded] = [await open(config.host), await open('0.0.0.0')];
  return {
    ledger,
    api,
    guarded,
    async close() {
      await Promise.all([api.close(), guarded.close()]);
      await commands.close();
      await keys.close();
      await ledger.close();
    },
  };
}
