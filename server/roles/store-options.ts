import { join } from 'node:path';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { LOOPBACK, readEndpoints } from '../platform/endpoints.ts';
import type { StoreOptions } from '../platform/store/mod.ts';

/**
 * Where the store answers: the server named, or the embedded one of the data directory.
 * @throws GL_CONFIG where there is neither
 */
export function storeOptionsOf(config: Config): StoreOptions {
  if (config.clickhouseUrl !== null) {
    return {
      url: config.clickhouseUrl,
      user: config.clickhouseUser,
      password: config.clickhousePassword,
      database: config.clickhouseDatabase,
      replicated: config.clickhouseCluster !== null,
    };
  }
  const endpoints = readEndpoints(config.dataDir);
  if (endpoints === null)
    throw new GuanlanError(
      'GL_CONFIG',
      `CLICKHOUSE_URL: not set, and ${join(config.dataDir, 'run')} names no embedded store; run npm start`,
    );
  return {
    url: `http://${LOOPBACK}:${endpoints.storePort}`,
    user: config.clickhouseUser,
    password: endpoints.storeToken,
    database: config.clickhouseDatabase,
  };
}
