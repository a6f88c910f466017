/**
 * What breaks, who says so, and what is lost: the whole system under its supervisor, devices that go on sending,
 * screens of both kinds.
 *
 *   npm run bench -- failures [--quick] [--only broker,store,disk,clock,work,edge,all] [--rate 25] [--devices 40]
 * [--screens 3]
 *
 * For each failure: how long until the slowest screen says so (bar: 3 s, unless all is well again before that), how
 * long after its end until every screen is live again and a device has a 9014, with nobody's help. In the end every
 * reading of every frame that got its 9014 must stand in the store exactly once, and every closed hour must be what the
 * devices said. The disk is a tmpfs of its own (needs root); the clock is that of all our processes, moved by a
 * preload, while the engine's and the broker's own stay.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { startGuanlan, tempDir, until } from '../test/harness/mod.ts';
import { CODES, startDevices } from './failures/devices.ts';
import { smallDisk } from './failures/small-disk.ts';
import { compare } from './failures/store-truth.ts';
import { openScreens } from './failures/watchers.ts';
import { packDirectory } from './house.ts';
import { verdict } from './verdict.ts';

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    rate: { type: 'string', default: '25' },
    devices: { type: 'string', default: '40' },
    screens: { type: 'string', default: '3' },
  },
});
const [rate, devices, each] = [options.rate, options.devices, options.screens].map(Number) as [number, number, number];
const only = options.only === '' ? null : new Set(options.only.split(','));
/** Promised: every screen says so within this, ms. */
const BAR = 3_000;
/** Longest time to be live again after the failure has ended, ms. */
const RECOVERY = 60_000;
const LONG = options.quick ? 8_000 : 30_000;
const SHORT = options.quick ? 6_000 : 12_000;
const MINUTE = 60_000;
const DISK_MIB = 1536;
const FLOOR_MIB = 64;
/** Free before the disk fails: filling the rest takes no time. */
const NEAR_MIB = 192;

const disk = smallDisk(DISK_MIB);
const clockFile = join(tempDir('clock'), 'offset');
const preload = fileURLToPath(new URL('../test/harness/moved-clock.mjs', import.meta.url));
const moveClock = (ms: number): void => writeFileSync(clockFile, String(ms));
moveClock(0);
const system = await startGuanlan(
  {
    GUANLAN_CITY: packDirectory(Array.from({ length: devices }, () => ({ factors: [...CODES], period: 60 }))),
    GUANLAN_LOG_LEVEL: 'warn',
    GUANLAN_DISK_FLOOR_MIB: String(FLOOR_MIB),
    GUANLAN_TEST_CLOCK: clockFile,
    NODE_OPTIONS: `--import ${preload}`,
  },
  typeof disk === 'string' ? {} : { dataDir: disk.path },
);
const screens = openScreens(system.livePort, each);
await until('every screen live', screens.allLive, RECOVERY);
const load = startDevices({ port: system.hj212Port, devices, rate, hours: 6 });
await until('the first 9014', () => load.counts.acked > 0);

const supervisor = system.process.child.pid as number;
const kill = (...children: readonly string[]): void => {
  for (const child of children) process.kill(system.pid(child) as number, 'SIGKILL');
};
const hang = (child: string): (() => void) => {
  const pid = system.pid(child) as number;
  process.kill(pid, 'SIGSTOP');
  // The supervisor replaces a broker that hangs for long.
  return () => {
    if (system.pid(child) === pid) process.kill(pid, 'SIGCONT');
  };
};
/** Killed, and kept from being started again until the end. */
const keepDown = (...children: readonly string[]): (() => void) => {
  process.kill(supervisor, 'SIGSTOP');
  kill(...children);
  return () => process.kill(supervisor, 'SIGCONT');
};
const nothing = (): void => undefined;

interface Failure {
  readonly name: string;
  readonly group: string;
  /** How long it lasts, ms; 0 where the supervisor mends it at once. */
  readonly lasts: number;
  /** What takes time and is no failure yet. */
  readonly prepare?: () => void;
  /** Returns what ends it. */
  readonly begin: () => () => void;
  readonly inQuick?: boolean;
}

const failures: readonly Failure[] = [
  { name: 'broker hangs', group: 'broker', lasts: LONG, begin: () => hang('nats'), inQuick: true },
  { name: 'broker killed and kept down', group: 'broker', lasts: LONG, begin: () => keepDown('nats'), inQuick: true },
  {
    name: 'broker killed',
    group: 'broker',
    lasts: 0,
    begin: () => {
      kill('nats');
      return nothing;
    },
  },
  { name: 'store hangs', group: 'store', lasts: SHORT, begin: () => hang('store') },
  { name: 'store killed and kept down', group: 'store', lasts: SHORT, begin: () => keepDown('store'), inQuick: true },
  {
    name: 'store killed',
    group: 'store',
    lasts: 0,
    begin: () => {
      kill('store');
      return nothing;
    },
  },
  ...(typeof disk === 'string'
    ? []
    : [
        {
          name: 'disk below its floor',
          group: 'disk',
          lasts: SHORT,
          prepare: () => disk.fill(NEAR_MIB),
          begin: () => {
            disk.fill(FLOOR_MIB / 2);
            return disk.free;
          },
          inQuick: true,
        },
        {
          name: 'disk full to the last byte',
          group: 'disk',
          lasts: SHORT,
          prepare: () => disk.fill(NEAR_MIB),
          begin: () => {
            disk.fill(0);
            return disk.free;
          },
        },
      ]),
  {
    name: 'clock 10 min ahead',
    group: 'clock',
    lasts: SHORT,
    begin: () => {
      moveClock(10 * MINUTE);
      return nothing;
    },
    inQuick: true,
  },
  {
    name: 'clock put right again',
    group: 'clock',
    lasts: SHORT,
    begin: () => {
      moveClock(0);
      return nothing;
    },
    inQuick: true,
  },
  {
    name: 'clock 3 h behind, then right',
    group: 'clock',
    lasts: SHORT,
    begin: () => {
      moveClock(-180 * MINUTE);
      return () => moveClock(0);
    },
  },
  { name: 'work killed and kept down', group: 'work', lasts: SHORT, begin: () => keepDown('work') },
  {
    name: 'work killed',
    group: 'work',
    lasts: 0,
    begin: () => {
      kill('work');
      return nothing;
    },
    inQuick: true,
  },
  { name: 'edge killed and kept down', group: 'edge', lasts: SHORT, begin: () => keepDown('edge') },
  {
    name: 'edge killed',
    group: 'edge',
    lasts: 0,
    begin: () => {
      kill('edge');
      return nothing;
    },
    inQuick: true,
  },
  {
    name: 'store down, edge killed',
    group: 'edge',
    lasts: SHORT,
    begin: () => {
      const back = hang('store');
      kill('edge');
      return back;
    },
  },
  {
    name: 'all killed at once',
    group: 'all',
    lasts: 0,
    begin: () => {
      kill('nats', 'store', 'work', 'edge');
      return nothing;
    },
    inQuick: true,
  },
];

interface Outcome {
  readonly 'screens say so, s': number | string;
  readonly words: string;
  readonly 'screens live again, s': number | string;
  readonly '9014 again, s': number | string;
  readonly kept: boolean;
}
const inSeconds = (ms: number | null): number | string => (ms === null ? 'never' : Math.round(ms / 100) / 10);

async function go({ lasts, prepare, begin }: Failure): Promise<Outcome> {
  // A moved clock is told for half a minute: the next failure is told apart from it.
  await until('all live and calm before', () => screens.allLive() && screens.calm(), RECOVERY);
  prepare?.();
  await pause(1_500);
  const watch = screens.begin();
  const began = performance.now();
  const end = begin();
  await pause(lasts);
  end();
  const ended = performance.now();
  screens.forget();
  let again: number | null = null;
  let acked: number | null = null;
  while (performance.now() - ended < RECOVERY && (again === null || acked === null)) {
    await pause(20);
    if (acked === null && load.ackedAt() > ended) acked = performance.now() - ended;
    if (again === null && screens.allLive()) again = performance.now() - ended;
  }
  watch.end();
  const { said, words } = watch.spell();
  const brief = said === null && again !== null && ended + again - began < BAR;
  return {
    'screens say so, s': brief ? 'back before' : inSeconds(said),
    words: words.join(', '),
    'screens live again, s': inSeconds(again),
    '9014 again, s': inSeconds(acked),
    kept: (brief || (said !== null && said <= BAR)) && again !== null && acked !== null,
  };
}

const table: Record<string, Outcome | { readonly words: string }> = {};
if (typeof disk === 'string') table['disk full'] = { words: `skipped: ${disk}` };
for (const failure of failures) {
  if (only ? !only.has(failure.group) : options.quick && failure.inQuick !== true) continue;
  table[failure.name] = await go(failure);
  process.stdout.write(`${failure.name}: ${JSON.stringify(table[failure.name])}\n`);
}
await load.drain();
const truth = await compare(system, load.said, devices);
console.table(table);
const { readings, hours, ...wrong } = truth;
console.table({ frames: load.counts.frames, 'sent again': load.resent(), readings, hours, ...wrong });
screens.close();
await load.close();
await system.stop();
if (typeof disk !== 'string') disk.remove();
const outcomes = Object.entries(table).filter((entry): entry is [string, Outcome] => 'kept' in entry[1]);
const short = outcomes.filter(([, { kept }]) => !kept).map(([name]) => name);
const slowest = Math.max(
  ...outcomes.map(([, outcome]) => outcome['screens say so, s']).filter((s) => typeof s === 'number'),
);
const notKept = short.length > 0 ? ` (not: ${short.join(', ')})` : '';
const errors = Object.entries(wrong)
  .map(([name, n]) => `${name} ${n}`)
  .join(', ');
verdict(
  'what breaks is said by every screen, passes by itself and loses nothing',
  `${outcomes.length - short.length} of ${outcomes.length} failures${notKept}, slowest screen ${slowest} s, ${errors}`,
  `all, <= ${BAR / 1_000} s, 0`,
  short.length === 0 && Object.values(wrong).every((n) => n === 0),
);
process.exit();
