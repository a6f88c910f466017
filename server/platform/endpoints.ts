import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { replacePrivate } from './secret-file.ts';
import { isSecret } from './secret-text.ts';

/**
 * Where the two private engines of a data directory listen, and the secrets they ask for. Kept in `<data>/run`, mode
 * 0600.
 */
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

const isPort = (value: unknown): boolean => Number.isInteger(value) && Number(value) > 0 && Number(value) < 65_536;
const isEndpoints = (value: unknown): value is Endpoints => {
  const given = value as Partial<Endpoints> | null;
  return (
    isPort(given?.natsPort) && isPort(given?.storePort) && isSecret(given?.natsToken) && isSecret(given?.storeToken)
  );
};

/**
 * What an earlier start wrote. Null where there is none, or where a port or a secret in it is not one: all is then made
 * anew.
 */
export function readEndpoints(dataDir: string): Endpoints | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file(dataDir), 'utf8'));
    return isEndpoints(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * Endpoints of the data directory, made once and then kept: children that restart find each other again,
 * and the next start finds the orphans of this one. The secrets may be made anew at any start: nothing is kept under
 * them, and an orphan that knows only the earlier ones is ended by its process id.
 * @param keep of the earlier ports: true where the port is free, or held by a process of ours
 */
export async function prepareEndpoints(
  dataDir: string,
  keep: (part: 'nats' | 'store', port: number) => Promise<boolean>,
): Promise<Endpoints> {
  const before = readEndpoints(dataDir);
  const port = async (part: 'nats' | 'store', earlier: number | undefined): Promise<number> =>
    earlier !== undefined && (await keep(part, earlier)) ? earlier : freePort();
  const secret = (earlier: string | undefined): string => earlier ?? randomBytes(24).toString('base64url');
  const endpoints: Endpoints = Object.freeze({
    natsPort: await port('nats', before?.natsPort),
    natsToken: secret(before?.natsToken),
    storePort: await port('store', before?.storePort),
    storeToken: secret(before?.storeToken),
  });
  replacePrivate(file(dataDir), `${JSON.stringify(endpoints)}\n`);
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
