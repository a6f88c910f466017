import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { isSecret, MIN_SECRET } from '../secret-text.ts';
import { openEngine } from './engine.ts';
import { createStoreHttp, MAX_BODY_BYTES, type StoreFigures } from './http.ts';
import { openSpool } from './spool.ts';

export interface StoreProcessOptions {
  /** The store's own directory, usually `<data>/store`. */
  readonly dataDir: string;
  readonly host: string;
  /** 0 = any free one. */
  readonly port: number;
  /** The password every request has to carry, 32 characters or more. */
  readonly token: string;
  /** Directories under which BACKUP may write, beside `<dataDir>/backups`. */
  readonly backups?: readonly string[];
  readonly fatal: (error: Error) => void;
}

export interface StoreProcess {
  readonly url: string;
  figures(): StoreFigures;
  close(): Promise<void>;
}

/**
 * Starts the embedded store in this process.
 * @throws GL_DATA_LOCKED, GL_PORT_TAKEN, GL_CONFIG
 */
export async function startStoreProcess(options: StoreProcessOptions): Promise<StoreProcess> {
  const dataDir = resolve(options.dataDir);
  // `file()` reads these as patterns, and the spool may live below.
  if (/[*?{}]/.test(dataDir))
    throw new GuanlanError('GL_CONFIG', `GUANLAN_DATA_DIR: ${dataDir} has one of * ? { } in it`);
  if (!isSecret(options.token))
    throw new GuanlanError('GL_CONFIG', `the store's password has less than ${MIN_SECRET} visible characters`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A container may forbid it; the store then only competes harder.
  }
  const engine = openEngine(dataDir, options.backups);
  await engine.run('write', 'SELECT 1', 'Null', 'default');
  const spool = openSpool(dataDir, MAX_BODY_BYTES);
  const http = createStoreHttp(engine, spool, options.token, options.fatal);
  await new Promise<void>((done, fail) => {
    http.server.once('error', (error: NodeJS.ErrnoException) =>
      fail(
        error.code === 'EADDRINUSE'
          ? new GuanlanError('GL_PORT_TAKEN', `store ${options.host}:${options.port}`, { cause: error })
          : error,
      ),
    );
    http.server.listen(options.port, options.host, done);
  });
  const { port } = http.server.address() as AddressInfo;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    figures: http.figures,
    async close() {
      await new Promise<void>((done) => {
        http.server.close(() => done());
        http.server.closeIdleConnections();
      });
      await engine.close();
      spool.close();
    },
  };
}
