import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** Everything a test started or made; ended by id and removed when the test's process ends, however it ends. */
const started = new Set<ChildProcess>();
const directories = new Set<string>();

function endAll(): void {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}
process.once('exit', endAll);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** A new empty directory, removed at the end. */
export function tempDir(name = 'test'): string {
  const directory = mkdtempSync(join(tmpdir(), `guanlan-${name}-`));
  directories.add(directory);
  return directory;
}

export interface Spawned {
  readonly child: ChildProcess;
  /** What it has written, both streams, last 256 KB. */
  output(): string;
  /** Resolves when it has ended. */
  readonly ended: Promise<number | null>;
  /** Ends it and waits. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

const KEPT_OUTPUT = 256 * 1024;

/** Where the system can, a child ends with the test's process even when that is killed hard. */
const SETPRIV = '/usr/bin/setpriv';
const tied = (command: string, parameters: readonly string[]): [string, string[]] =>
  existsSync(SETPRIV) ? [SETPRIV, ['--pdeathsig', 'KILL', command, ...parameters]] : [command, [...parameters]];

export function run(
  command: string,
  parameters: readonly string[],
  env: Record<string, string | undefined> = {},
  cwd?: string,
): Spawned {
  const child = spawn(...tied(command, parameters), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd ? { cwd } : {}),
  });
  started.add(child);
  // A test that failed half way must not hang on its children: the exit hook ends them.
  child.unref();
  for (const pipe of [child.stdout, child.stderr]) if (pipe instanceof Socket) pipe.unref();
  let text = '';
  const take = (chunk: Buffer): void => {
    text = (text + chunk.toString('utf8')).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  const ended = new Promise<number | null>((done) => {
    child.once('error', () => done(null));
    child.once('exit', (code) => {
      started.delete(child);
      done(code);
    });
  });
  return {
    child,
    output: () => text,
    get ended() {
      child.ref();
      return ended;
    },
    async end(signal = 'SIGTERM') {
      child.ref();
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

/** More than this many times a bound is not waited for, however busy the machine. */
const LONGEST_STRETCH = 6;

/**
 * A bound in milliseconds that holds on a machine that keeps up, stretched by as much as more wants to run here than
 * there are cores: what is proved stays the same, and a neighbour that builds something does not make it false.
 */
export const underLoad = (ms: number): number =>
  Math.ceil(ms * Math.min(LONGEST_STRETCH, Math.max(1, (loadavg()[0] ?? 0) / availableParallelism())));

/**
 * Asks until the answer is true. Rejects with `what` after `limit` milliseconds, twice that and more on a busy machine:
 * it proves that something happens, not how soon.
 */
export async function until(what: string, question: () => Promise<boolean> | boolean, limit = 15_000): Promise<void> {
  const begun = performance.now();
  for (;;) {
    if (await question()) return;
    // Looked at anew each time: the load of the last minute is seen late.
    if (performance.now() - begun > Math.max(2 * limit, underLoad(limit)))
      throw new Error(`waited ${Math.round(performance.now() - begun)} ms in vain: ${what}`);
    await pause(25);
  }
}
