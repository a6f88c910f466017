import { join } from 'node:path';
import { Gauge } from 'prom-client';
import { startCity as startDevices } from '../../streams/demo-city/mod.ts';
import { systemClock } from '../../streams/contracts/clock.ts';
import type { Config } from '../platform/config.ts';
import { createLog } from '../platform/log.ts';
import { connect } from '../platform/nats.ts';
import { Registry } from 'prom-client';
import { brokerAddress } from './broker-address.ts';
import type { Demo } from './demo-options.ts';
import { DEMO_SEED, demoPack } from './demo-pack.ts';
import type { RunningRole } from './running-role.ts';
import { serveTelemetry } from '../platform/telemetry.ts';

const gatewayHost = (host: string): string => (host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host);

/** Role `city`: the devices of the demo city, over TCP like any others. It uses the broker only to tell how it is. */
export async function startCity(config: Config, demo: Demo): Promise<RunningRole> {
  const log = createLog('city', config.logLevel);
  const city = await startDevices({
    pack: demoPack(demo),
    seed: DEMO_SEED,
    host: gatewayHost(config.host),
    port: config.hj212Port,
    clock: systemClock,
    log,
    dataDir: join(config.dataDir, 'city'),
    speed: demo.speed,
  });
  const { nats } = await connect(config, 'city', { ...brokerAddress(config), log });
  const metrics = new Registry();
  const figures = new Gauge({
    name: 'guanlan_city_figure',
    help: 'Figures of the demo city',
    labelNames: ['figure'],
    registers: [metrics],
    collect() {
      for (const part of city.parts())
        for (const [figure, value] of Object.entries(part.figures)) figures.set({ figure }, value);
    },
  });
  const telemetry = serveTelemetry({ nats, metrics, log }, 'city', city.parts);
  return {
    async close() {
      telemetry.close();
      await city.close();
      await nats.close();
    },
  };
}
