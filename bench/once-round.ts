/**
 * One round of `bench/once.ts`, on a house of its own: every frame that got its 9014 counts exactly once, in readings,
 * hours and days.
 *
 *   npm run bench -- once-round [--kills 5] [--pause 4] [--rate 100] [--devices 120] [--only
 * work,edge,broker,store,all] [--report FILE]
 *
 * Kills -9 each of work, edge, broker and store, and all of them at once, `--kills` times each at random instants,
 * under load with 3 % of the frames sent again, 5 % up to four days late and 1 % corrected. A third of the way the
 * decoder changes (a quarter of the devices give 15 readings a frame instead of 10, and their kept frames are opened
 * again); two thirds of the way the stream is drained and created anew. Then everything in the store is compared with
 * what the devices said.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import pino from 'pino';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import { factorByCode } from '../streams/contracts/factors.ts';
import { DeviceLink, type PacketDraft } from '../streams/sources/hj212/mod.ts';
import { formatMicro } from '../streams/contracts/reading.ts';
import { openRegistry } from '../server/registry/mod.ts';
import { oracleOf, type Observation, type OracleRow } from '../test/oracle/hours-oracle.ts';
import { ensureStreams, streamIdentity } from '../server/platform/streams.ts';
import { until } from '../test/harness/mod.ts';
import { openHouse } from './house.ts';

/** What a round reports. */
export interface OnceRound {
  readonly kills: Readonly<Record<string, number>>;
  readonly minutes: number;
  readonly frames: number;
  readonly readings: number;
  readonly hours: number;
  readonly days: number;
  /** Faults by kind; all 0 where the promise held. */
  readonly wrong: Readonly<Record<string, number>>;
}

const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '5' },
    pause: { type: 'string', default: '4' },
    rate: { type: 'string', default: '100' },
    devices: { type: 'string', default: '120' },
    only: { type: 'string', default: 'work,edge,broker,store,all' },
    report: { type: 'string' },
  },
});
const [kills, pauseSeconds, rate, devices] = [options.kills, options.pause, options.rate, options.devices].map(
  Number,
) as [number, number, number, number];
const ZONE = 'Asia/Shanghai';
const HOUR = 3_600_000;
const MINUTE = 60_000;
const OLD = ['a34004', 'a34002', 'a05024', 'a21004', 'a21026', 'a21005', 'a34001', 'a34005', 'a21003', 'a01002'];
const NEW = ['a01006', 'a01007', 'a01001', 'LA', 'a01008'];
const changed = (device: number): boolean => device % 4 === 0;
/** The old decoder cannot convert these, and says so. */
const UNREADABLE = 'furlong';

const house = await openHouse(
  Array.from({ length: devices }, (_, index) => ({
    factors: [...OLD, ...NEW],
    period: 60,
    ...(changed(index + 1) ? { units: Object.fromEntries(NEW.map((code) => [code, UNREADABLE])) } : {}),
  })),
  { GUANLAN_LOG_LEVEL: 'info' },
);
const nats = await connect({ servers: house.nats.url, maxReconnectAttempts: -1, reconnectTimeWait: 200 });
const manager: JetStreamManager = await jetstreamManager(nats);
const registry = await openRegistry(house.store.store, nats, pino({ level: 'silent' }));
const always = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt > 300) throw error;
      await pause(200);
    }
  }
};

// --- the devices

const start = Math.floor((Date.now() - 26 * HOUR) / HOUR) * HOUR;
const LAST = Math.floor(Date.now() / HOUR) * HOUR - MINUTE;
const history: Observation[] = [];
const counts = { frames: 0, again: 0, late: 0, corrected: 0, acked: 0 };
const acked = new Map<PacketDraft, () => void>();
const links = Array.from(
  { length: 12 },
  () =>
    new DeviceLink({
      host: '127.0.0.1',
      port: house.gatewayPort,
      window: 64,
      resendMs: 3000,
      backoffMs: [100, 1000],
      onAck: (_ms, draft) => {
        counts.acked += 1;
        if (draft === null) return;
        acked.get(draft)?.();
        acked.delete(draft);
      },
    }),
);
const linkOf = (device: number): DeviceLink => links[device % links.length]!;
/**
 * One frame, and what it says, for the truth: with the new decoder in the end, frames of before and after count alike.
 */
const say = (device: number, time: number, micros: readonly number[]): PacketDraft => {
  const codes = changed(device) ? [...OLD, ...NEW] : OLD;
  counts.frames += 1;
  codes.forEach((code, f) =>
    history.push({
      station: device,
      factor: factorByCode(code)!.id,
      statistic: 1,
      time: time / 1000,
      micro: micros[f]!,
      flag: 'N',
    }),
  );
  return {
    qn: `20261122${String(counts.frames).padStart(9, '0')}`,
    st: '22',
    cn: '2011',
    pw: '123456',
    mn: `DEV${device}`,
    flag: 5,
    cp: [
      `DataTime=${formatCivilTime(time, ZONE)}`,
      ...codes.map((code, f) => `${code}-Rtd=${formatMicro(micros[f]!)},${code}-Flag=N`),
    ].join(';'),
  };
};
const values = (): number[] =>
  [...OLD, ...NEW].map((code) => {
    const [low, high] = factorByCode(code)!.range;
    // Sound levels come in tenths of a dB, as meters send them.
    const parts = code === 'LA' ? 10 : 1000;
    return Math.floor((low + Math.random() * Math.min(high - low, 100)) * parts) * (1_000_000 / parts);
  });
let offering = true;
let paused = false;
const minuteOf = new Array<number>(devices + 1).fill(0);
const offer = async (): Promise<void> => {
  const device = 1 + Math.floor(Math.random() * devices);
  let time = start + minuteOf[device]! * MINUTE;
  if (time > LAST) return;
  minuteOf[device]! += 1;
  if (Math.random() < 0.05) {
    counts.late += 1;
    time -= (1 + Math.floor(Math.random() * 4)) * 24 * HOUR;
  }
  const first = say(device, time, values());
  await linkOf(device).send(first);
  const dice = Math.random();
  if (dice >= 0.04) return;
  await new Promise<void>((done) => acked.set(first, done));
  if (dice < 0.03) {
    counts.again += 1;
    await pause(Math.random() * 5000);
    await linkOf(device).send(first);
    return;
  }
  counts.corrected += 1;
  await linkOf(device).send(say(device, time, values()));
  if (Math.random() < 0.5) await linkOf(device).send(first);
};
let underWay = 0;
const load = (async () => {
  const begun = performance.now();
  let offered = 0;
  while (offering) {
    const due = ((performance.now() - begun) / 1000) * rate;
    for (; offered < due && !paused && underWay < 4000; offered += 1) {
      underWay += 1;
      void offer().finally(() => {
        underWay -= 1;
      });
    }
    if (paused) offered = Math.floor(due);
    await pause(20);
  }
})();
const quiet = async (): Promise<void> => {
  paused = true;
  await until(
    'every 9014',
    () => underWay === 0 && links.every((link) => link.queued === 0 && link.unacked === 0),
    180_000,
  );
};

// --- the store, seen from outside

const question = <T>(sql: string): Promise<T[]> =>
  always(() => house.store.store.rows<T>('history', `${sql} SETTINGS max_execution_time = 300`));
const settled = async (): Promise<void> => {
  let seen = '';
  await until(
    'ingest at the end of the stream',
    async () => {
      const info = await always(() => manager.streams.info('FRAMES'));
      const [row] = await question<{ sequence: string }>(
        `SELECT toString(max(sequence)) AS sequence FROM ingest_position
            WHERE generation = (SELECT max(generation) FROM generations)`,
      );
      const [generations] = await question<{ created: string }>(
        'SELECT created FROM generations FINAL ORDER BY generation DESC LIMIT 1',
      );
      seen =
        `position ${row?.sequence} of ${info.state.last_seq}, created ${generations?.created} ` +
        `and ${streamIdentity(info)}`;
      return generations?.created === streamIdentity(info) && Number(row?.sequence) === info.state.last_seq;
    },
    180_000,
  ).catch((error: unknown) => {
    throw new Error(`${seen}; work said: ${house.work.output().slice(-4000)}`, { cause: error });
  });
};
const reopened = (): Promise<void> =>
  until(
    'the kept frames opened again',
    async () => {
      const info = await always(() => manager.consumers.info('COMMANDS', 'ingest-reopen'));
      return info.num_pending === 0 && info.num_ack_pending === 0;
    },
    300_000,
  );

// --- kills

const kill: Readonly<Record<string, () => Promise<void>>> = {
  work: () => house.work.kill(),
  edge: () => house.edge.kill(),
  broker: async () => {
    await house.nats.kill();
    await pause(Math.random() * 1500);
    await always(() => house.nats.restart());
  },
  store: async () => {
    await house.store.kill();
    await pause(Math.random() * 1500);
    await always(() => house.store.restart());
  },
  all: async () => {
    await Promise.all([house.nats.kill(), house.store.kill(), house.work.kill(), house.edge.kill()]);
    await Promise.all([always(() => house.nats.restart()), always(() => house.store.restart())]);
  },
};
const order = Array.from({ length: kills }, () => options.only.split(','))
  .flat()
  .sort(() => Math.random() - 0.5);
const done: Record<string, number> = Object.fromEntries(Object.keys(kill).map((name) => [name, 0]));
const begun = performance.now();
const killSome = async (names: readonly string[]): Promise<void> => {
  for (const name of names) {
    await pause(Math.random() * 2 * pauseSeconds * 1000);
    await kill[name]!();
    done[name]! += 1;
  }
};
const third = Math.ceil(order.length / 3);
await pause(3000);
await killSome(order.slice(0, third));

const changing = (async () => {
  for (let device = 1; device <= devices; device += 1) {
    if (changed(device))
      await always(() => registry.registerDevice({ device: `DEV${device}`, station: device }, Date.now()));
  }
})();
await killSome(order.slice(third, 2 * third));
await changing;

await quiet();
await reopened();
await settled();
await always(() => manager.streams.delete('FRAMES'));
await always(() => ensureStreams(manager));
paused = false;
await killSome(order.slice(2 * third));
await pause(3000);
await quiet();
offering = false;
await load;
await reopened();
await settled();
const now = Date.now();
const closedHour = Math.floor((now - MINUTE) / HOUR) * 3600;
await until(
  'every hour and day computed',
  async () => {
    const [row] = await question<{ due: string }>(`SELECT toString(count()) AS due FROM (SELECT start FROM touched
    WHERE (span = 1 AND start < ${closedHour}) OR (span = 2 AND start < ${Math.floor(now / 1000) - 90_000})
      GROUP BY span, start, station, factor HAVING max(head) > max(done))`);
    return row?.due === '0';
  },
  300_000,
);
const minutes = (performance.now() - begun) / MINUTE;

// --- the truth

const key = (said: Observation): string => `${said.station}/${said.factor}/${said.time}/${said.micro}`;
const truth = new Set(history.map(key));
const inStore = await question<{
  key: string;
}>(`SELECT concat(toString(station), '/', toString(factor), '/', toString(toUnixTimestamp(time)), '/',
    toString(reinterpretAsInt64(value))) AS key
  FROM readings WHERE statistic = 1 AND flag = 78 GROUP BY station, factor, time, value`);
const twice = await question<{ n: string }>(
  'SELECT toString(count()) AS n FROM (SELECT station FROM readings FINAL GROUP BY station, factor, ' +
    'statistic, time, value, flag HAVING count() > 1)',
);
const seen = new Set(inStore.map((row) => row.key));
const missing = [...truth].filter((each) => !seen.has(each)).length;
const COLUMNS =
  'station, factor, toString(value) AS value, toString(sum) AS sum, count, expected, valid, ' +
  'toString(low) AS low, toString(high) AS high, over, origin';
const twin = oracleOf(
  Array.from({ length: devices }, (_, index) => ({ id: index + 1, basis: 1, period: 60 })),
  history,
  ZONE,
  { hour: closedHour, day: Math.floor(now / 1000) - 3600 },
);
const different = (wanted: readonly OracleRow[], got: readonly OracleRow[]): number => {
  const left = new Map(got.map((row) => [`${row.start} ${row.station} ${row.factor}`, JSON.stringify(row)]));
  let wrong = 0;
  for (const row of wanted) {
    const at = `${row.start} ${row.station} ${row.factor}`;
    if (left.get(at) !== JSON.stringify(row)) wrong += 1;
    left.delete(at);
  }
  return wrong + left.size;
};
const hours = await question<OracleRow>(
  `SELECT toString(hour) AS start, ${COLUMNS} FROM hours_now FINAL ORDER BY start, station, factor`,
);
const days = await question<OracleRow>(
  `SELECT toString(day) AS start, ${COLUMNS} FROM days_now FINAL ORDER BY start, station, factor`,
);
const results = {
  'readings missing': missing,
  'readings that nobody sent': inStore.filter((row) => !truth.has(row.key)).length,
  'identities standing twice': Number(twice[0]?.n),
  'hours wrong': different(twin.hours, hours),
  'days wrong': different(twin.days, days),
};
console.table({
  ...Object.fromEntries(Object.entries(done).map(([name, n]) => [`kill -9 of ${name}`, n])),
  minutes: Number(minutes.toFixed(1)),
});
console.table({
  frames: counts.frames,
  'sent again on purpose': counts.again,
  'up to 4 days late': counts.late,
  corrected: counts.corrected,
  'sent again after a lost 9014': links.reduce((n, link) => n + link.counts.resent, 0),
  readings: truth.size,
  hours: hours.length,
  days: days.length,
  ...results,
});
if (options.report !== undefined)
  writeFileSync(
    options.report,
    JSON.stringify({
      kills: done,
      minutes,
      frames: counts.frames,
      readings: truth.size,
      hours: hours.length,
      days: days.length,
      wrong: results,
    } satisfies OnceRound),
  );
for (const link of links) await link.close();
await registry.close();
await nats.close();
await house.close();
process.exit(Object.values(results).every((n) => n === 0) ? 0 : 1);
