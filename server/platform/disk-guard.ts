import { statfs } from 'node:fs/promises';
import type { Logger } from 'pino';

export interface DiskSpace {
  readonly freeBytes: number;
  readonly totalBytes: number;
}

export interface DiskGuard {
  /** True while nothing new may be acknowledged. */
  full(): boolean;
  space(): DiskSpace;
  close(): void;
}

const DISK_CHECK_MS = 500;
/** Part of the disk that has to stay free, beside the floor in bytes. */
const DISK_FLOOR_SHARE = 0.05;
/** Free space has to rise this far above the floor before it opens again, so that it does not flutter. */
const DISK_REOPEN_FACTOR = 1.1;

const measure = async (directory: string): Promise<DiskSpace> => {
  const { bavail, blocks, bsize } = await statfs(directory);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
};

/**
 * Watches the free space under the data directory.
 * @param floorBytes full below this, or below 5 % of the disk where that is less than ten times the floor
 */
export async function watchDisk(
  directory: string,
  floorBytes: number,
  log: Logger,
  read = measure,
  every = DISK_CHECK_MS,
): Promise<DiskGuard> {
  let space = await read(directory);
  let full = false;
  const judge = (): void => {
    // 5 % of a very large disk would be hundreds of gigabytes lying idle.
    const floor = Math.max(floorBytes, Math.min(space.totalBytes * DISK_FLOOR_SHARE, floorBytes * 10));
    const now = space.freeBytes < (full ? floor * DISK_REOPEN_FACTOR : floor);
    if (now === full) return;
    full = now;
    const figures = { freeMiB: Math.floor(space.freeBytes / 1024 ** 2), floorMiB: Math.floor(floor / 1024 ** 2) };
    if (full)
      log.error({ code: 'GL_DISK_FULL', ...figures }, 'the disk is nearly full; new frames are not acknowledged');
    else log.info(figures, 'the disk has room again');
  };
  judge();
  const timer = setInterval(() => {
    read(directory).then(
      (measured) => {
        space = measured;
        judge();
      },
      (error: unknown) => log.warn({ err: error }, 'free space cannot be read'),
    );
  }, every);
  timer.unref();
  return { full: () => full, space: () => space, close: () => clearInterval(timer) };
}
