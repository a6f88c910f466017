import type { Config } from '../platform/config.ts';
import { LOOPBACK, readEndpoints } from '../platform/endpoints.ts';

/** Where the embedded broker answers; nothing where `NATS_URL` names one. */
export function brokerAddress(config: Config): { url?: string; token?: string } {
  if (config.natsUrl !== null) return {};
  const endpoints = readEndpoints(config.dataDir);
  return endpoints === null ? {} : { url: `nats://${LOOPBACK}:${endpoints.natsPort}`, token: endpoints.natsToken };
}
