import { mkdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Config } from '../platform/config.ts';
import { isFree } from '../platform/endpoints.ts';
import { note, noted } from '../platform/process-identity.ts';

/** A start needs at least this part of the disk floor free. */
const START_FLOOR_SHARE = 1 / 8;

/** MiB under the data directory: what is free, and what a start needs. */
export async function diskSpace(config: Config): Promise<{ free: number; needed: number }> {
  const { bavail, bsize } = await statfs(config.dataDir);
  return {
    free: Math.floor((bavail * bsize) / 1024 ** 2),
    needed: Math.floor(config.diskFloorMiB * START_FLOOR_SHARE),
  };
}

/** @throws GL_DISK_FULL */
export async function checkDisk(config: Config): Promise<void> {
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const { free, needed } = await diskSpace(config);
  if (free < needed)
    throw new GuanlanError('GL_DISK_FULL', `${config.dataDir}: ${free} MiB free, at least ${needed} MiB needed`);
}

/**
 * Claims the data directory for this supervisor.
 * @throws GL_DATA_LOCKED
 */
export function claim(dataDir: string): void {
  const other = noted(dataDir, 'supervisor');
  if (other && other.pid !== process.pid) throw new GuanlanError('GL_DATA_LOCKED', `${dataDir} (pid ${other.pid})`);
  note(dataDir, 'supervisor', process.pid);
}

/** @throws GL_PORT_TAKEN */
export async function checkPorts(config: Config): Promise<void> {
  const ports = [
    ['GUANLAN_HTTP_PORT', config.httpPort],
    ['GUANLAN_LIVE_PORT', config.livePort],
    ['GUANLAN_HJ212_PORT', config.hj212Port],
  ] as const;
  for (const [setting, port] of ports) {
    if (port !== 0 && !(await isFree(port, config.host)))
      throw new GuanlanError('GL_PORT_TAKEN', `${config.host}:${port} (${setting})`);
  }
}
