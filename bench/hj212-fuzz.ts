/**
 * The HJ 212 fuzzer on demand: `npm run bench -- hj212-fuzz --minutes 30 --gigabytes 10`.
 *
 * Structured frames (all dialects, encrypted, split, sent again), mutated, re-framed and raw bytes, in random chunks,
 * through framer, gate, parser, readings and assembler; an oracle written apart decides whether a frame may be
 * accepted. Ends at the first of both bounds, with exit code 1 at the first wrong accept, loss, throw, or where the
 * heap grows. A failure names its seed, which with the same corpus reproduces it: `--seed N --streams 1`.
 *
 * Streams that met a combination never met before are kept in `--corpus` and are seeds of the next run; the messages of
 * the reference data are seeds where they are there.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Framer } from '../streams/sources/hj212/mod.ts';
import { fuzzStream, newFuzzCounts } from '../test/fixtures/hj212/fuzz.ts';
import { FUZZ_SEEDS, random } from '../test/fixtures/hj212/fuzz-pieces.ts';
import { SHARED_DATA } from '../test/harness/mod.ts';
import { verdict } from './verdict.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '30' },
    gigabytes: { type: 'string', default: '10' },
    streams: { type: 'string', default: 'Infinity' },
    seed: { type: 'string' },
    corpus: { type: 'string', default: 'data/fuzz/hj212' },
    reference: { type: 'string', default: join(SHARED_DATA, 'hj212') },
  },
});
/** Inputs kept at most, and how often the heap is looked at after a full collection. */
const MOST_KEPT = 2000;
const SAMPLE_MS = 10_000;
/** Growth of the heap that is a leak, bytes a minute, over the second half of a run. */
const LEAK = 1e6;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
mkdirSync(values.corpus, { recursive: true });
const seeds: Buffer[] = [...FUZZ_SEEDS];
for (const name of ['valid.txt', 'invalid.txt']) {
  const path = join(values.reference, name);
  if (!existsSync(path)) {
    console.log(`skipped: shared data not present (${name})`);
    continue;
  }
  seeds.push(
    ...readFileSync(path, 'latin1')
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => Buffer.from(`${line}\r\n`, 'latin1')),
  );
}
const reference = seeds.length - FUZZ_SEEDS.length;
const kept = new Set(
  readdirSync(values.corpus)
    .filter((name) => name.endsWith('.bin'))
    .sort(),
);
const known = new Set<string>();
/** Combinations met, as bits of their hash: a set of them would be a heap that grows. */
const seen = new Uint8Array(2 ** 20);
for (const name of kept) {
  known.add(name);
  // A kept stream holds many frames: each whole one, and the stream's beginning as it is, are seeds.
  const stream = readFileSync(join(values.corpus, name));
  const framer = new Framer({ sealed: () => true });
  framer.push(stream);
  framer.finish();
  for (let event = framer.next(), taken = 0; event && taken < 4; event = framer.next(), taken += 1)
    seeds.push(event.bytes);
}
console.log(JSON.stringify({ seeds: seeds.length, reference, corpus: kept.size }));

const counts = newFuzzCounts();
collect();
const began = { rss: process.memoryUsage.rss(), heap: process.memoryUsage().heapUsed };
const started = performance.now();
const samples: { minute: number; heap: number; rss: number }[] = [];
const [most, until, streams] = [
  Number(values.gigabytes) * 1e9,
  started + Number(values.minutes) * 60_000,
  Number(values.streams),
];
// Another run is another part of the sequence, unless a seed is named.
const first = values.seed === undefined ? Math.floor(Date.now() / 1000) * 1000 : Number(values.seed);
let sampled = started;
let failed = false;
for (let seed = first; performance.now() < until && counts.bytes < most && counts.streams < streams; seed += 1) {
  try {
    const { stream, met } = fuzzStream(seeds, random(seed), counts);
    keep(stream, met);
  } catch (error) {
    console.error(
      `seed ${seed} fails: npm run bench -- hj212-fuzz --seed ${seed} --streams 1 --corpus ${values.corpus}`,
    );
    console.error(error);
    failed = true;
    break;
  }
  if (performance.now() - sampled > SAMPLE_MS) {
    sampled = performance.now();
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    samples.push({ minute: (sampled - started) / 60_000, heap: heapUsed, rss });
    report();
  }
}
collect();
const half = samples.slice(Math.floor(samples.length / 2));
const slope = half.length < 3 ? null : slopeOf(half.map(({ minute, heap }) => [minute, heap]));
report({
  heapSlopeBytesPerMinute: slope === null ? 'too short to tell' : Math.round(slope),
  rssStartMegabytes: Math.round(began.rss / 1e6),
  heapStartMegabytes: Number((began.heap / 1e6).toFixed(1)),
  wrongAccepts: failed ? 'see above' : 0,
});
if (slope !== null && slope > LEAK) {
  console.error(`the heap grows by ${Math.round(slope)} bytes a minute`);
  failed = true;
}
const gigabytes = (counts.bytes / 1e9).toFixed(1);
const minutes = ((performance.now() - started) / 60_000).toFixed(0);
const NONE = { en: 'wrong accepts 0', zh: '误收 0' };
const frames = counts.frames.toLocaleString('en');
const growth = slope === null ? '?' : `${(slope / 1000).toFixed(0)} KB`;
verdict(
  'HJ 212 fuzzing',
  {
    en: `${gigabytes} GB, ${frames} frames, ${minutes} min: ${failed ? 'FAILED' : NONE.en}; heap ${growth} a minute`,
    zh: `${gigabytes} GB、${frames} 帧、${minutes} 分钟：${failed ? '未通过' : NONE.zh}；堆内存每分钟 ${growth}`,
  },
  `wrong accepts 0, heap at most ${LEAK} bytes a minute`,
  !failed,
);

/** Keeps a stream whose happenings, taken together, are new. */
function keep(stream: Buffer, met: ReadonlySet<string>): void {
  if (kept.size >= MOST_KEPT) return;
  // Pairs of happenings: single ones are soon exhausted, whole sets never are.
  const words = [...met].sort();
  const all = words.join('|');
  const bit = hashOf(all) % (seen.length * 8);
  if (seen[bit >> 3]! & (1 << (bit & 7))) return;
  seen[bit >> 3]! |= 1 << (bit & 7);
  const pairs = words.flatMap((a, i) => words.slice(i).map((b) => `${a}|${b}`));
  const fresh = pairs.filter((pair) => !known.has(pair));
  if (fresh.length === 0) return;
  for (const pair of fresh) known.add(pair);
  const name = `${createHash('sha256').update(stream).digest('hex').slice(0, 16)}.bin`;
  kept.add(name);
  writeFileSync(join(values.corpus, name), stream);
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Least squares. */
function slopeOf(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const [meanX, meanY] = [points.reduce((sum, [x]) => sum + x, 0) / n, points.reduce((sum, [, y]) => sum + y, 0) / n];
  return (
    points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) /
    points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
  );
}

function report(more: object = {}): void {
  const seconds = (performance.now() - started) / 1000;
  console.log(
    JSON.stringify({
      ...counts,
      seconds: Math.round(seconds),
      megabytesPerSecond: Number((counts.bytes / 1e6 / seconds).toFixed(2)),
      corpus: kept.size,
      rssMegabytes: Math.round(process.memoryUsage.rss() / 1e6),
      heapMegabytes: Number((process.memoryUsage().heapUsed / 1e6).toFixed(1)),
      ...more,
    }),
  );
}
