import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { RESULTS, type BenchResult, type Text } from './bench-result.ts';

interface Measured {
  readonly what: string;
  readonly result: Text;
  readonly bar: string;
  readonly passed: boolean;
  readonly variant: string;
}

/** The commit in the work tree, marked where files differ from it; null outside a repository. */
function presentCommit(): string | null {
  try {
    const git = (...parameters: string[]): string => execFileSync('git', parameters, { encoding: 'utf8' }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', '.', ':!bench/results', ':!docs') !== '';
    return `${git('rev-parse', '--short', 'HEAD')}${changed ? ' and changes' : ''}`;
  } catch {
    return null;
  }
}

/**
 * Writes the result of the program that runs. Group, subject and bar stay as the file has them, since they are written
 * in both languages; a program without a file gets one with the words it printed.
 * @param folder where results are kept
 * @returns the file, from the root of the repository
 */
export function recordResult({ what, result, bar, passed, variant }: Measured, folder = RESULTS): string {
  const [, script = '', ...parameters] = process.argv;
  const program = basename(script, '.ts');
  const name = variant === '' ? program : `${program}-${variant}`;
  const file = join(folder, `${name}.json`);
  const known = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as BenchResult) : null;
  const recorded: BenchResult = {
    name,
    group: known?.group ?? 'speed',
    what: known?.what ?? { en: what, zh: what },
    result,
    bar: known ? known.bar : { en: bar, zh: bar },
    passed,
    command: ['npm run bench --', program, ...parameters].join(' '),
    date: new Date().toISOString().slice(0, 10),
    machine: { cores: availableParallelism(), memoryGiB: Math.round(totalmem() / 1024 ** 3) },
    commit: presentCommit(),
  };
  writeFileSync(file, `${JSON.stringify(recorded, null, 2)}\n`);
  return `bench/results/${name}.json`;
}
