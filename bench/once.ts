/**
 * Once, by identity, under kills of every process: 20 of each, in rounds that stand for themselves and are remembered.
 *
 *   npm run bench -- once [--kills 20] [--round 5] [--minutes 60] [--only work,edge,broker,store,all] [--pause 4]
 * [--fresh]
 *
 * Each round (`bench/once-round.ts`) begins with an empty house, kills each process `--round` times under load and
 * compares everything with what the devices said. What a round found is kept under `.cache/bench`; a run that was
 * broken off, or that stopped because `--minutes` were over, is taken up where it was, and `--fresh` begins anew. A
 * round that found a fault ends it at once.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tempDir } from '../test/harness/mod.ts';
import type { OnceRound } from './once-round.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    round: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '60' },
    only: { type: 'string', default: 'work,edge,broker,store,all' },
    pause: { type: 'string', default: '4' },
    fresh: { type: 'boolean', default: false },
  },
});
const names = options.only.split(',');
const wanted = Number(options.kills);
const limit = Number(options.minutes) * 60_000;
const ROUND = fileURLToPath(new URL('once-round.ts', import.meta.url));
const KEPT = fileURLToPath(new URL('../.cache/bench/once.json', import.meta.url));

if (options.fresh) rmSync(KEPT, { force: true });
const rounds: OnceRound[] = existsSync(KEPT) ? (JSON.parse(readFileSync(KEPT, 'utf8')) as OnceRound[]) : [];
const killed = (name: string): number => rounds.reduce((sum, round) => sum + (round.kills[name] ?? 0), 0);
const least = (): number => Math.min(...names.map(killed));
const faults = (): number =>
  rounds.reduce((sum, { wrong }) => sum + Object.values(wrong).reduce((a, b) => a + b, 0), 0);

/** Runs a round in a process of its own; resolves with what it found, or null where it broke off. */
async function playRound(kills: number): Promise<OnceRound | null> {
  const report = join(tempDir('once'), 'round.json');
  const child = spawn(
    process.execPath,
    [ROUND, '--kills', String(kills), '--only', options.only, '--pause', options.pause, '--report', report],
    { stdio: 'inherit' },
  );
  process.once('exit', () => child.kill('SIGKILL'));
  await new Promise((done) => child.once('exit', done));
  return existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as OnceRound) : null;
}

if (rounds.length > 0) console.log(`${rounds.length} rounds of an earlier run are counted: ${least()} kills each`);
const begun = performance.now();
let broken = 0;
while (least() < wanted && faults() === 0 && broken === 0 && performance.now() - begun < limit) {
  const round = await playRound(Math.min(Number(options.round), wanted - least()));
  if (round === null) {
    broken += 1;
    continue;
  }
  rounds.push(round);
  mkdirSync(dirname(KEPT), { recursive: true });
  writeFileSync(KEPT, JSON.stringify(rounds));
  console.log(
    `${least()} of ${wanted} kills each after ${rounds.reduce((sum, { minutes }) => sum + minutes, 0).toFixed(1)} min`,
  );
}
const total = (figure: 'frames' | 'readings' | 'hours' | 'days'): number =>
  rounds.reduce((sum, round) => sum + round[figure], 0);
const wrong = Object.entries(
  rounds.reduce<Record<string, number>>((sum, { wrong: each }) => {
    for (const [name, n] of Object.entries(each)) sum[name] = (sum[name] ?? 0) + n;
    return sum;
  }, {}),
)
  .map(([name, n]) => `${name} ${n}`)
  .join(', ');
verdict(
  'every acknowledged frame once, under kill -9',
  [
    `${names.map((name) => `${name} ${killed(name)}`).join(', ')} kills`,
    `${total('frames')} frames, ${total('readings')} readings, ${total('hours')} hours, ${total('days')} days`,
    wrong || 'nothing compared',
    ...(broken > 0 ? ['a round broke off'] : []),
    ...(least() < wanted ? ['run it again to go on'] : []),
  ].join('; '),
  `${wanted} kills each, all 0`,
  least() >= wanted && faults() === 0 && broken === 0,
);
