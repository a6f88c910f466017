/**
 * How long after `npm start` a screen is live, phase by phase, on a directory that has run before.
 *
 *   npm run bench -- start [--runs 5] [--keep DIR] [--settle 600] [--city yunzhou]
 *
 * A fresh directory is started first (or DIR taken as it is) and left running until its back-fill is computed, at most
 * `--settle` seconds; then it is started and ended again and again with the real command. A screen connects as soon as
 * the hub listens. Counted from the command, ms: until the first process of the supervisor, until each child is ready,
 * until the screen holds a state, until it is given news (a delta of a tick of this very start, in every topic of the
 * windows), until `/readyz` says so. Bar: the median start gives news within 5 s.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { LiveClient } from '../screen/live/mod.ts';
import { noted } from '../server/platform/process-identity.ts';
import type { TopicName } from '../streams/live/mod.ts';
import { freePort, tempDir, until } from '../test/harness/mod.ts';
import { settled } from './settled.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    keep: { type: 'string' },
    settle: { type: 'string', default: '600' },
    city: { type: 'string', default: 'yunzhou' },
  },
});
const BAR = 5_000;
/** Topics of one tick, and the one without a tick: all of them have to move. */
const NEWS: readonly TopicName[] = ['latest', 'stations', 'regions', 'hotspots', 'exceedances'];
const LIMIT = 120_000;
const root = fileURLToPath(new URL('..', import.meta.url));

const dataDir = options.keep ?? tempDir('start');
const [httpPort, livePort, hj212Port] = [await freePort(), await freePort(), await freePort()];
const base = `http://127.0.0.1:${httpPort}`;
const env = {
  ...process.env,
  GUANLAN_CITY: options.city,
  GUANLAN_DATA_DIR: dataDir,
  GUANLAN_HTTP_PORT: String(httpPort),
  GUANLAN_LIVE_PORT: String(livePort),
  GUANLAN_HJ212_PORT: String(hj212Port),
};

/**
 * Processor time that the children have taken since they were started, ms: unlike the clock it says the same on a busy
 * machine.
 */
function processorTime(): Record<string, number> {
  return Object.fromEntries(
    ['store', 'work', 'edge', 'city'].map((part) => {
      const pid = noted(dataDir, part)?.pid;
      const fields =
        pid === undefined ? [] : (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []);
      return [`processor time of ${part} by then`, (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 10];
    }),
  );
}

interface Started {
  readonly phases: Readonly<Record<string, number>>;
  end(): Promise<void>;
}

/** What the supervisor noted of its children since `begun`, as ms after it. */
function noticed(begun: number): Record<string, number> {
  const log = join(dataDir, 'logs', 'supervisor.log');
  const lines = existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [];
  const phases: Record<string, number> = {};
  for (const line of lines) {
    const [, time, part, state] = /^(\S+) (\w+) (starting|ready)/.exec(line) ?? [];
    if (time === undefined || Date.parse(time) < begun) continue;
    phases[`${part} ${state}`] ??= Date.parse(time) - begun;
  }
  return phases;
}

async function start(): Promise<Started> {
  const log = join(dataDir, 'logs', 'supervisor.log');
  if (existsSync(log)) truncateSync(log);
  const begun = Date.now();
  let output = '';
  const command = spawn('npm', ['start', '--silent'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const pipe of [command.stdout, command.stderr])
    pipe.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  let ended = false;
  command.once('exit', () => {
    ended = true;
  });
  process.once('exit', () => {
    if (!ended) command.kill('SIGKILL');
  });
  const phases: Record<string, number> = {};
  const mark = (name: string): void => {
    phases[name] ??= Date.now() - begun;
  };
  const moved = new Set<TopicName>();
  const screen = new LiveClient({
    url: `ws://127.0.0.1:${livePort}/`,
    topics: NEWS,
    socket: (url) => new WebSocket(url),
    random: () => 0,
  }).start();
  screen.subscribe(NEWS, (topic) => {
    mark('first state on the screen');
    if ((screen.state(topic)?.time ?? 0) < begun) return;
    moved.add(topic);
    if (topic === 'latest') mark('first live value');
    if (NEWS.every((name) => moved.has(name))) mark('news of every topic');
  });
  // The hub may listen long before the next try of a client that waits ever longer.
  const nudging = setInterval(() => screen.nudge(), 25);
  await until(
    'news on the screen',
    () => {
      if (ended) throw new Error(`the start ended: ${output}`);
      return phases['news of every topic'] !== undefined;
    },
    LIMIT,
  );
  clearInterval(nudging);
  const processors = processorTime();
  await until(
    '/readyz',
    () =>
      fetch(`${base}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
    LIMIT,
  );
  mark('/readyz');
  screen.close();
  return {
    phases: { ...noticed(begun), ...phases, ...processors },
    async end() {
      const supervisor = noted(dataDir, 'supervisor');
      if (supervisor) process.kill(supervisor.pid, 'SIGINT');
      await until('the end', () => ended, 60_000);
    },
  };
}

const first = await start();
console.log(`first start: news on the screen after ${first.phases['news of every topic']} ms`);
const calm = await settled(base, Number(options.settle) * 1_000);
console.log(`back-fill computed: ${calm ? 'yes' : `not within ${options.settle} s`}`);
await first.end();

const all: Readonly<Record<string, number>>[] = [];
for (let run = 0; run < Number(options.runs); run += 1) {
  await pause(1_000);
  const { phases, end } = await start();
  all.push(phases);
  await pause(2_000);
  await end();
}
const names = [...new Set(all.flatMap((phases) => Object.keys(phases)))];
const sorted = (name: string): number[] =>
  all
    .map((phases) => phases[name])
    .filter((ms) => ms !== undefined)
    .sort((a, b) => a - b);
const median = (name: string): number => sorted(name)[Math.floor(sorted(name).length / 2)] ?? NaN;
console.table(
  Object.fromEntries(
    names
      .sort((a, b) => median(a) - median(b))
      .map((name) => [
        name,
        { 'median, ms': median(name), 'least, ms': sorted(name)[0], 'most, ms': sorted(name).at(-1) },
      ]),
  ),
);
verdict(
  'second start, command to news on a screen',
  `median ${median('news of every topic')} ms of ${all.length}`,
  `<= ${BAR} ms`,
  median('news of every topic') <= BAR,
);
process.exit();
