import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Where the two private engines of a data directory listen, and the secrets they ask for. Kept in `<data>/run`, mode 0600. */
export interface Endpoints {
  readonly natsPort: number;
  readonly natsToken: string;
  readonly storePort: number;
  readonly storeToken: string;
}

export const LOOPBACK = '127.0.0.1';

export function runDirectory(dataDir: string): string {
  const path = join(dataDir, 'run');
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}

/** A port of this host that nobody held a moment ago. */
export function freePort(host = LOOPBACK): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => done(port));
    });
  });
}

const file = (dataDir: string): string => join(runDirectory(dataDir), 'endpoints.json');

/** What an earlier start wrote, or null. */
export function readEndpoints(dataDir: string): Endpoints | null {
  try {
    return JSON.parse(readFileSync(file(dataDir), 'utf8')) as Endpoints;
  } catch {
    return null;
  }
}

/**
 * Endpoints of the data directory, made once and then kept: children that restart find each other again,
 * and the next start finds the orphans of this one.
 * @param keep of the earlier ports: true where the port is free, or held by a process of ours
 */
export async function prepareEndpoints(
  dataDir: string,
  keep: (part: 'nats' | 'store', port: number) => Promise<boolean>,
): Promise<Endpoints> {
  const before = existsSync(file(dataDir)) ? readEndpoints(dataDir) : null;
  const port = async (part: 'nats' | 'store', earlier: number | undefined): Promise<number> =>
    earlier !== undefined && (await keep(part, earlier)) ? earlier : freePort();
  const secret = (earlier: string | undefined): string => earlier ?? randomBytes(24).toString('base64url');
  const endpoints: Endpoints = Object.freeze({
    natsPort: await port('nats', before?.natsPort),
    natsToken: secret(before?.natsToken),
    storePort: await port('store', before?.storePort),
    storeToken: secret(before?.storeToken),
  });
  writeFileSync(file(dataDir), `${JSON.stringify(endpoints)}\n`, { mode: 0o600 });
  return endpoints;
}

/** True where nobody listens on the port now. */
export function isFree(port: number, host = LOOPBACK): Promise<boolean> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, host, () => server.close(() => done(true)));
  });
}
