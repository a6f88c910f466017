import type { Text } from './bench-result.ts';
import { recordResult } from './record-result.ts';

/** `--record`, taken out of the parameters before the program reads its own. */
const at = process.argv.indexOf('--record');
const recording = at !== -1;
if (recording) process.argv.splice(at, 1);

/**
 * Prints the one line that says what was measured against which bar, and makes the command end with 1 where it falls
 * short. With `--record` the result is written to `bench/results`, which `npm run docs:benchmarks` renders.
 * @param measured plain text where both languages write it alike
 * @param variant set where a program publishes more than one figure: the result is called `<program>-<variant>`
 */
export function verdict(what: string, measured: string | Text, bar: string, passed: boolean, variant = ''): void {
  const result = typeof measured === 'string' ? { en: measured, zh: measured } : measured;
  console.log(`${passed ? 'PASS' : 'FALLS SHORT'} · ${what}: ${result.en} (bar: ${bar})`);
  if (!passed) process.exitCode = 1;
  if (recording) console.log(`recorded in ${recordResult({ what, result, bar, passed, variant })}`);
}
