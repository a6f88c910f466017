import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runDirectory } from './endpoints.ts';
import { pause } from './pause.ts';

/** A process, told apart from a later one that was given the same number. */
export interface Identity {
  readonly pid: number;
  /** When it was started, in the system's own unit; two processes of one number never share it. */
  readonly started: string;
}

/** Identity of a living process, or null. A zombie counts as gone. */
export function identify(pid: number): Identity | null {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' ? null : { pid, started: fields[19] ?? '' };
    }
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return started === '' ? null : { pid, started };
  } catch {
    return null;
  }
}

export const isAlive = (identity: Identity): boolean => identify(identity.pid)?.started === identity.started;

const file = (dataDir: string, part: string): string => join(runDirectory(dataDir), `${part}.json`);

/** Notes which process plays the part, for the start after a hard end of this one. */
export function note(dataDir: string, part: string, pid: number): void {
  const identity = identify(pid);
  if (identity) writeFileSync(file(dataDir, part), `${JSON.stringify(identity)}\n`, { mode: 0o600 });
}

export function forget(dataDir: string, part: string): void {
  rmSync(file(dataDir, part), { force: true });
}

/** The living process that an earlier start noted for the part, or null. */
export function noted(dataDir: string, part: string): Identity | null {
  try {
    const identity = JSON.parse(readFileSync(file(dataDir, part), 'utf8')) as Identity;
    return Number.isInteger(identity.pid) && isAlive(identity) ? identity : null;
  } catch {
    return null;
  }
}

/**
 * Asks it to end, waits `grace` milliseconds, then ends it. Resolves when it is gone. Signals no process but
 * that very one.
 */
export async function end(identity: Identity, grace: number): Promise<void> {
  const signal = (name: NodeJS.Signals): void => {
    try {
      if (isAlive(identity)) process.kill(identity.pid, name);
    } catch {
      // Gone between the look and the signal.
    }
  };
  signal('SIGTERM');
  const deadline = performance.now() + grace;
  while (isAlive(identity) && performance.now() < deadline) await pause(20);
  signal('SIGKILL');
  while (isAlive(identity)) await pause(20);
}
