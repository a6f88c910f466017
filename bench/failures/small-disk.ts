/** A disk of its own for the data directory, so that it can be filled without touching the machine's. */
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../../test/harness/mod.ts';

const MIB = 1024 ** 2;

export interface SmallDisk {
  readonly path: string;
  /** Writes until only this much is free, MiB. */
  fill(leaving: number): void;
  free(): void;
  remove(): void;
}

/** A tmpfs of `size` MiB, or why there cannot be one. */
export function smallDisk(size: number): SmallDisk | string {
  const path = tempDir('disk');
  if (process.getuid?.() !== 0) return 'mounting a small disk needs root';
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m,mode=700`, 'tmpfs', path], { stdio: 'pipe' });
  } catch (error) {
    return `a small disk cannot be mounted here (${String((error as { stderr?: Buffer }).stderr).trim()})`;
  }
  const ballast = join(path, 'ballast');
  const remove = (): void => {
    try {
      execFileSync('umount', ['-l', path], { stdio: 'ignore' });
    } catch {
      /* it is gone already */
    }
  };
  process.once('exit', remove);
  return {
    path,
    fill(leaving) {
      const file = openSync(ballast, 'a');
      try {
        for (
          let { bavail, bsize } = statfsSync(path);
          bavail * bsize > leaving * MIB;
          { bavail, bsize } = statfsSync(path)
        ) {
          writeSync(file, Buffer.alloc(Math.min(16 * MIB, bavail * bsize - leaving * MIB)));
        }
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      } finally {
        closeSync(file);
      }
    },
    free: () => rmSync(ballast, { force: true }),
    remove,
  };
}
