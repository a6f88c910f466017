import { join } from 'node:path';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { startStoreProcess, type StoreProcess } from '../platform/store/mod.ts';
import { LOOPBACK, readEndpoints } from '../platform/endpoints.ts';

/** Threads for the engine's calls: one long question per lane must never make a file read wait. */
export const STORE_THREADS = 16;

/** The embedded store of `config.dataDir`, on the port its endpoints name. */
export function startStoreRole(config: Config, fatal: (error: Error) => void): Promise<StoreProcess> {
  const endpoints = readEndpoints(config.dataDir);
  if (endpoints === null)
    throw new GuanlanError('GL_CONFIG', `GUANLAN_DATA_DIR: ${config.dataDir} has no endpoints; run npm start`);
  return startStoreProcess({
    dataDir: join(config.dataDir, 'store'),
    host: LOOPBACK,
    port: endpoints.storePort,
    token: endpoints.storeToken,
    fatal,
  });
}
