import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the owner may read or write. */
const PRIVATE = 0o600;

/**
 * Reads a secret kept in a file, making it at the first call. Two processes that start together meet in one secret:
 * the file is created exclusively, the loser reads the winner's.
 */
export function keptSecret(path: string, make: () => string): { secret: string; made: boolean } {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const secret = make();
  try {
    writeFileSync(path, `${secret}\n`, { mode: PRIVATE, flag: 'wx' });
    return { secret, made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  chmodSync(path, PRIVATE);
  return { secret: readFileSync(path, 'utf8').trim(), made: false };
}

/** Replaces a private file whole: a reader sees the old or the new one, never half. */
export function replacePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(beside, text, { mode: PRIVATE, flag: 'wx' });
  renameSync(beside, path);
}
