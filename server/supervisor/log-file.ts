import { copyFileSync, existsSync, mkdirSync, openSync, renameSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

const LOG_BYTES = 10 * 1024 ** 2;
const LOG_KEPT = 3;

/**
 * A child's log. The child holds the file itself (in append mode), so that it goes on writing when the supervisor dies;
 * turning it over is therefore a copy and a cut.
 */
export interface LogFile {
  readonly path: string;
  /** File descriptor for the child's stdout and stderr. */
  open(): number;
  /** Turns the file over where it has grown too large. */
  rotate(): void;
}

export function logFile(dataDir: string, part: string, limit = LOG_BYTES, kept = LOG_KEPT): LogFile {
  const directory = join(dataDir, 'logs');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, `${part}.log`);
  return {
    path,
    open: () => openSync(path, 'a', 0o600),
    rotate() {
      if (!existsSync(path) || statSync(path).size < limit) return;
      for (let i = kept - 1; i >= 1; i -= 1)
        if (existsSync(`${path}.${i}`)) renameSync(`${path}.${i}`, `${path}.${i + 1}`);
      copyFileSync(path, `${path}.1`);
      truncateSync(path);
    },
  };
}
