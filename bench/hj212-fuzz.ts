/**
 * The HJ 212 fuzzer on demand: `node bench/hj212-fuzz.ts [--minutes 30] [--gigabytes 10] [--seed N]`.
 * Ends at the first of both bounds; a failure names its seed, which alone reproduces it. Prints memory as it goes:
 * it must not grow.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FUZZ_SEEDS, fuzzStream, newFuzzCounts, random } from '../streams/hj212/fuzz.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '30' }, gigabytes: { type: 'string', default: '10' }, seed: { type: 'string', default: '1' } } });
const corpus = new URL('../../shared/data/hj212/valid.txt', import.meta.url);
const seeds = existsSync(corpus) ? [...FUZZ_SEEDS, ...readFileSync(corpus, 'latin1').split('\r\n').filter((line) => line !== '').map((line) => Buffer.from(`${line}\r\n`, 'latin1'))] : FUZZ_SEEDS;
const counts = newFuzzCounts();
const started = performance.now();
const most = Number(values.gigabytes) * 1e9;
const until = started + Number(values.minutes) * 60_000;
let said = started;
for (let seed = Number(values.seed); performance.now() < until && counts.bytes < most; seed += 1) {
  try {
    fuzzStream(seeds, random(seed), counts);
  } catch (error) {
    console.error(`seed ${seed} fails: node bench/hj212-fuzz.ts --seed ${seed}`);
    throw error;
  }
  if (performance.now() - said > 10_000) {
    said = performance.now();
    report();
  }
}
report();

function report(): void {
  const seconds = (performance.now() - started) / 1000;
  console.log(JSON.stringify({ ...counts, seconds: Math.round(seconds), megabytesPerSecond: Number((counts.bytes / 1e6 / seconds).toFixed(2)), rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6) }));
}
