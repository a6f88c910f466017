import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Only the owner may read or write. */
export const PRIVATE = 0o600;
const PRIVATE_DIRECTORY = 0o700;

/** Brings a directory's entries to the disk: until then a new name in it may be gone after a power cut. */
function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}

/** Makes the directory of a private file, and brings every new level of it to the disk. */
export function makePrivateDirectory(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: PRIVATE_DIRECTORY });
  if (first === undefined) return;
  const above = dirname(first);
  for (let level = path; level !== above && level !== dirname(level); level = dirname(level)) {
    syncDirectory(dirname(level));
  }
}

/**
 * Writes a private file beside `path`, brings it to the disk and hands its name to `place`, which gives it its final
 * one. The name beside is gone afterwards, also where the disk is full; one left by a process that was killed is never
 * read.
 */
export function writeBeside(path: string, text: string, place: (beside: string) => void): void {
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(beside, 'wx', PRIVATE);
  try {
    try {
      writeFileSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    place(beside);
  } finally {
    rmSync(beside, { force: true });
  }
  syncDirectory(dirname(path));
}
