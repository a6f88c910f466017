import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { SHARED_DATA } from '../harness/mod.ts';

/**
 * Cells of a gzipped table without quoted cells, line by line, header left out: a full year of eight cities in a few
 * seconds.
 */
export async function* cells(file: string): AsyncGenerator<readonly string[]> {
  const lines = createInterface({
    input: createReadStream(join(SHARED_DATA, file)).pipe(createGunzip()),
    crlfDelay: Infinity,
  });
  let header = true;
  for await (const line of lines) {
    if (!header && line !== '') yield line.split(',');
    header = false;
  }
}

/** How often each explanation held; the explanations are compared with pinned counts, so that none can grow unseen. */
export class Tally {
  readonly #counts = new Map<string, number>();
  /** Up to ten cases that no explanation covers, for the failure message. */
  readonly unexplained: string[] = [];

  add(explanation: string): void {
    this.#counts.set(explanation, (this.#counts.get(explanation) ?? 0) + 1);
  }

  leave(example: string): void {
    this.add('unexplained');
    if (this.unexplained.length < 10) this.unexplained.push(example);
  }

  counts(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
