import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A sentence in both languages of the documents. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

/** Sections of docs/benchmarks.md, in their order. */
export const GROUPS = ['speed', 'faults', 'correctness'] as const;

/** What one published figure is, and how it was got: one file of `bench/results`. */
export interface BenchResult {
  /** Name of the file. */
  readonly name: string;
  readonly group: (typeof GROUPS)[number];
  readonly what: Text;
  readonly result: Text;
  /** What is asked for; null where nothing is. */
  readonly bar: Text | null;
  readonly passed: boolean;
  readonly command: string;
  /** Civil date (UTC) of the run; of the older ones the date on which the figure was stated. */
  readonly date: string;
  readonly machine: { readonly cores: number; readonly memoryGiB: number };
  /** The commit that was measured; null where it was not written down. */
  readonly commit: string | null;
}

export const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

/** Every result, by group and name. */
export const readResults = (): BenchResult[] =>
  readdirSync(RESULTS)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(readFileSync(join(RESULTS, file), 'utf8')) as BenchResult)
    .sort((a, b) => GROUPS.indexOf(a.group) - GROUPS.indexOf(b.group) || (a.name < b.name ? -1 : 1));
