import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import { AlarmRules, openLedger } from '../alarms/mod.ts';
import { listenTo, startAudit } from '../audit/mod.ts';
import { startIngest, type RunningIngest } from '../ingest/mod.ts';
import { openPublisher } from '../live/mod.ts';
import type { Config } from '../platform/config.ts';
import type { Running } from '../platform/running.ts';
import { serveTelemetry } from '../platform/telemetry.ts';
import { TickPriority } from '../platform/tick-priority.ts';
import { waitForDependency } from '../platform/wait-for-dependency.ts';
import { startWindows } from '../windows/mod.ts';
import { bootId } from './boot-id.ts';
import { importCityPack, importCityPackLater } from './city-pack.ts';
import type { Demo } from './demo-options.ts';
import { openAlarmSeries } from './open-alarm-series.ts';
import { openResources } from './role-resources.ts';
import type { RunningRole } from './running-role.ts';
import { watchStoreDamage, type StoreDamage } from './store-damage.ts';
import { prepareWork } from './work-foundation.ts';

/** Role `work`: migrations, registry import, ingest, windows, jobs, alarm rules. Restartable at any instant. */
export async function startWork(config: Config, demo: Demo): Promise<RunningRole> {
  const resources = await openResources('work', config);
  const { context } = resources;
  const { registry, keys, cityPack, wasEmpty } = await prepareWork(config, demo, resources);
  let ingest: RunningIngest | null = null;
  let damage: StoreDamage | null = null;
  const publisher = await openPublisher(context, {
    notices: () => [...(ingest?.notices() ?? []), ...(damage?.notices() ?? [])],
  });
  const ledger = await waitForDependency(context.log, () =>
    openLedger(context, { zone: registry.city?.timezone ?? DEFAULT_ZONE, snapshots: true }),
  );
  const rules = new AlarmRules(context, { registry, publisher, ledger });
  const tickPriority = new TickPriority(context.clock);
  ingest = await startIngest(context, {
    publisher,
    registry,
    keys,
    tickPriority,
    boot: config.clickhouseUrl === null ? bootId() : '',
    onClockJump: resources.clockGuard.onJump,
  });
  const importAgain = async (): Promise<void> => {
    await importCityPack(cityPack, true);
    await registry.reload();
  };
  damage = watchStoreDamage(context, { ingest, importAgain: config.city === null ? null : importAgain });
  const listening = listenTo(publisher, ['hotspots', 'regions']);
  const { published } = listening;
  const audit = startAudit(context, { registry, publisher, published, touchAgain: ingest.markDirty });
  const windows = await startWindows(context, {
    publisher: listening.publisher,
    registry,
    priority: tickPriority,
    openAlarmSeries: () => openAlarmSeries(ledger),
    onTick: (result) => rules.onTick(result),
    onSettled: (result) => audit.ticked(result),
  });
  const running: Running[] = [ledger, rules, ingest, damage, windows, audit];
  const telemetry = serveTelemetry(context, 'work', () => [
    ...running.flatMap((part) => [...part.parts()]),
    ...keys.parts(),
  ]);
  const cancelImport = wasEmpty ? null : importCityPackLater(cityPack);
  return {
    async close() {
      cancelImport?.();
      telemetry.close();
      // The lease goes back as soon as nothing ticks: what is still to be written must not delay the next leader.
      await windows.close();
      await publisher.close();
      for (const part of [audit, damage, ingest, rules, ledger]) await part?.close();
      await keys.close();
      await registry.close();
      await resources.close();
    },
  };
}
