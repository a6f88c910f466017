import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { factorById } from '../../streams/contracts/factors.ts';
import { formatMicro } from '../../streams/contracts/reading.ts';
import { MarkRegister } from '../registry/mod.ts';
import { markByCode } from '../standards/mod.ts';
import { QUALITY_CODES } from '../../streams/contracts/codes.ts';
import { oracleOf, type Observation, type OracleMark, type OracleStation } from '../../test/oracle/hours-oracle.ts';
import { fillQualityTables } from './quality-tables.ts';
import { hj212, openCity, station, ZONE, type TestCity } from '../../test/fixtures/test-city.ts';
import { writeSuppressed } from './suppressed.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
const HOUR = 3600;
/** Four townships a kilometre apart, a source that reports hours and its meter. */
const AIR = [1, 2, 3, 4];
const PLANT = 10;
const METER = 11;
const STATIONS = [
  ...AIR.map((id) =>
    station(id, { period: 1800, position: [115 + id * 0.01, 35], factors: ['a34004', 'a34002', 'a01002'] }),
  ),
  station(PLANT, {
    kind: 'enterprise',
    st: '32',
    basis: 'hour',
    period: 3600,
    factors: ['w01018', 'w00000', 'p99101'],
    position: [115.5, 35.5],
  }),
  station(METER, {
    kind: 'power',
    st: '44',
    period: 1800,
    factors: ['d20112'],
    enterprise: PLANT,
    power: { rated: 100, role: 'production' },
    position: [115.5, 35.5],
  }),
];
const TWINS: OracleStation[] = [
  ...AIR.map((id) => ({ id, basis: 1, period: 1800, kind: 2 })),
  { id: PLANT, basis: 20, period: 3600, kind: 6 },
  { id: METER, basis: 1, period: 1800, kind: 7, enterprise: PLANT, rated: 100_000_000 },
];
const NEIGHBOURS = new Map([
  [1, [2, 3, 4]],
  [2, [1, 3, 4]],
  [3, [1, 2, 4]],
  [4, [1, 2, 3]],
]);
const TABLES = [
  'readings',
  'touched',
  'generations',
  'ingest_position',
  'hours',
  'hours_now',
  'days',
  'days_now',
  'quality',
  'quality_latest',
  'marks',
  'marks_applied',
  'condition_readings',
];

let broker: TestNats;
let server: TestStore;
let city: TestCity;
let register: MarkRegister;
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  city = await openCity({ natsUrl: broker.url, store: server.store, stations: STATIONS, now: NOW });
  register = new MarkRegister(server.store);
  await fillQualityTables(server.store);
});
after(async () => {
  await city?.close();
  await broker.stop();
  await server.stop();
});

const CN: Readonly<Record<number, string>> = { 1: '2011', 20: '2061' };
const send = (said: Observation): Promise<number> =>
  city.send(
    hj212({
      device: `DEV${said.station}`,
      time: said.time * 1000,
      cn: CN[said.statistic]!,
      values: { [factorById(said.factor)!.code]: [formatMicro(said.micro), said.flag] },
    }),
    `DEV${said.station}`,
    { received: said.received! * 1000 },
  );

async function empty(): Promise<void> {
  for (const table of TABLES) await server.store.command('write', `TRUNCATE TABLE ${table}`);
  await city.manager.streams.purge('FRAMES');
}
/** Until every mark has reached the hours and nothing is due. */
async function computed(): Promise<void> {
  await until(
    'marks applied',
    async () =>
      (
        await server.store.rows<{ n: string }>(
          'history',
          `SELECT toString(count()) AS n FROM marks FINAL WHERE (mark, version) NOT IN (SELECT mark, version
            FROM marks_applied)`,
        )
      )[0]!.n === '0',
  );
  await city.computed();
}
const COLUMNS = `station, factor, toString(value) AS value, toString(sum) AS sum, count, expected, valid,
  toString(low) AS low, toString(high) AS high, over, origin`;
const hoursNow = (): Promise<unknown[]> =>
  server.store.rows(
    'history',
    `SELECT toString(hour) AS start, ${COLUMNS} FROM hours_now FINAL ORDER BY start, station, factor`,
  );
const daysNow = (): Promise<unknown[]> =>
  server.store.rows(
    'history',
    `SELECT toString(day) AS start, ${COLUMNS} FROM days_now FINAL ORDER BY start, station, factor`,
  );
const findingsNow = (): Promise<{ code: number }[]> =>
  server.store.rows(
    'history',
    `SELECT toUnixTimestamp(hour) AS at, station, factor, code, invalidates, toString(value) AS value,
      toString(reference) AS reference, count
  FROM quality_latest FINAL WHERE state = 1 ORDER BY at, station, factor, code`,
  );

/** Thirty-six hours that end before NOW. */
const FIRST = NOW / 1000 - 1800 - 36 * HOUR;
const hourIndex = fc.integer({ min: 0, max: 35 });
/** What goes wrong with one series for some hours. */
const KINDS = [
  'stuck',
  'spike',
  'step',
  'negative',
  'range',
  'flag',
  'gap',
  'late',
  'ahead',
  'behind',
  'inversion',
  'humid',
] as const;
const faultOf = (what: fc.Arbitrary<(typeof KINDS)[number]>) =>
  fc.record(
    { station: fc.constantFrom(...AIR, PLANT, METER), what, from: hourIndex, hours: fc.integer({ min: 1, max: 9 }) },
    { noNullPrototype: true },
  );
/** One of every kind somewhere, so that no run is without one by chance, and some more. */
const faultsOfAllKinds = fc
  .tuple(
    fc.tuple(...KINDS.map((kind) => faultOf(fc.constant(kind)))),
    fc.array(faultOf(fc.constantFrom(...KINDS)), { maxLength: 3 }),
  )
  .map(([each, more]) => [...each, ...more]);
const mark = fc.record(
  {
    station: fc.constantFrom(PLANT, PLANT, 1),
    factor: fc.constantFrom(0, 0, 1, 49),
    code: fc.constantFrom('stopped', 'maintenance', 'supplying', 'calibration'),
    from: fc.integer({ min: 0, max: 36 * 4 }),
    quarters: fc.integer({ min: 1, max: 30 }),
    fate: fc.constantFrom('kept', 'kept', 'withdrawn', 'shortened'),
  },
  { noNullPrototype: true },
);

function storyOf(
  faults: readonly { station: number; what: string; from: number; hours: number }[],
  noise: (n: number) => number,
): Observation[] {
  const said: Observation[] = [];
  for (let hour = 0; hour < 36; hour += 1) {
    for (const id of [...AIR, PLANT, METER]) {
      const wrong = new Set(
        faults.filter((f) => f.station === id && hour >= f.from && hour < f.from + f.hours).map((f) => f.what),
      );
      const began = (what: string): number =>
        faults.find((f) => f.station === id && f.what === what && hour >= f.from && hour < f.from + f.hours)!.from;
      if (wrong.has('gap')) continue;
      const statistic = id === PLANT ? 20 : 1;
      const parts = id === PLANT ? [0] : [0, 1800];
      for (const factor of id === PLANT ? [49, 52] : id === METER ? [101] : [1, 2, 21]) {
        for (const [part, offset] of parts.entries()) {
          const time = FIRST + hour * HOUR + offset;
          const usual =
            factor === 21
              ? 60 + noise(10)
              : factor === 2
                ? 90 + noise(8)
                : factor === 101
                  ? noise(40)
                  : factor === 52
                    ? noise(3)
                    : 50 + noise(6);
          let value = usual * 1_000_000 + noise(1000);
          if (wrong.has('stuck')) value = (40 + began('stuck')) * 1_000_000;
          if (wrong.has('spike') && hour === began('spike')) value *= 6;
          if (wrong.has('step') && hour >= began('step')) value += 300_000_000;
          if (wrong.has('inversion') && factor === 1) value += 80_000_000;
          if (wrong.has('humid') && factor === 21) value = 97_000_000;
          if (wrong.has('negative') && factor !== 21) value = part === 0 ? -2_000_000 : -9_000_000;
          if (wrong.has('range')) value = 30_000_000_000 + noise(5);
          const end = time + (statistic === 20 ? HOUR : 0);
          const received =
            wrong.has('ahead') && statistic === 1
              ? time - 120
              : wrong.has('behind')
                ? end + 2 * HOUR
                : wrong.has('late')
                  ? end + 3000 + noise(200)
                  : end + noise(60);
          said.push({
            station: id,
            factor,
            statistic,
            time,
            micro: value,
            flag: wrong.has('flag') && part === 0 ? 'D' : 'N',
            received,
          });
        }
      }
    }
  }
  return said;
}

test(
  'findings, hours and days equal the brute-force oracle in any order of readings, corrections, marks, restarts',
  { timeout: 280_000 },
  async () => {
    const runs = Number(process.env['GUANLAN_TEST_RUNS'] ?? 2);
    const met = new Set<number>();
    let cleared = 0;
    await fc.assert(
      fc.asyncProperty(
        faultsOfAllKinds,
        fc.array(mark, { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.nat({ max: 9999 })),
        async (faults, marks, dice) => {
          await empty();
          const roll = (n: number): number => (dice.next().value as number) % n;
          const story = storyOf(faults, roll);
          // Most of it nearly in order, one in eight anywhere; some said again, some corrected.
          const order = story
            .map((said, i) => ({ said, at: roll(8) === 0 ? roll(story.length) : i + roll(60) }))
            .sort((a, b) => a.at - b.at)
            .map(({ said }) => said);
          const sent: Observation[] = [];
          const entered: OracleMark[] = [];
          let ingest = await city.ingest({
            batchReadings: 200,
            hourParts: 400,
            dayStations: 2,
            qualityStations: 3,
            marksPause: 50,
          });
          const enter = async ({
            station: id,
            factor,
            code,
            from,
            quarters,
            fate,
          }: (typeof marks)[number]): Promise<void> => {
            const [begin, end] = [FIRST + from * 900, FIRST + (from + quarters) * 900];
            const author = { who: 'desk', role: 'operator', at: NOW };
            const entry = await register.enter(
              { station: id, factor, code: markByCode(code)!.id, begin, end, reason: 'test' },
              author,
            );
            if (roll(2) === 0) await computed();
            if (fate === 'withdrawn')
              await register.revise(entry.mark, 1, { reason: 'mistaken', inForce: false }, author);
            else if (fate === 'shortened')
              await register.revise(entry.mark, 1, { end: begin + 450, reason: 'shorter', inForce: true }, author);
            if (fate !== 'withdrawn')
              entered.push({ station: id, factor, code, begin, end: fate === 'shortened' ? begin + 450 : end });
          };
          try {
            const waiting = [...marks];
            for (const [i, next] of order.entries()) {
              if (i > 0 && i % Math.ceil(order.length / 4) === 0) {
                await city.settled();
                if (roll(3) > 0) await city.computed();
                const due = waiting.shift();
                if (due) await enter(due);
                if (roll(2) === 0) {
                  await ingest.close();
                  ingest = await city.ingest({
                    batchReadings: 50 + roll(200),
                    hourParts: 100 + roll(400),
                    dayStations: 1,
                    qualityStations: 1 + roll(4),
                    marksPause: 50,
                  });
                }
              }
              sent.push(next);
              await send(next);
              const dealt = roll(100);
              const again: Observation | null =
                dealt < 2
                  ? next
                  : dealt < 4
                    ? { ...next, micro: next.micro + 1_000_000, received: next.received! + 30 }
                    : dealt < 5
                      ? { ...next, flag: 'M', received: next.received! + 30 }
                      : null;
              if (again) {
                sent.push(again);
                await send(again);
              }
            }
            for (const due of waiting) await enter(due);
            await city.settled();
            await computed();
            const expected = oracleOf(
              TWINS,
              sent,
              ZONE,
              { hour: NOW / 1000, day: NOW / 1000 },
              { marks: entered, neighbours: NEIGHBOURS },
            );
            assert.deepEqual(await findingsNow(), expected.findings);
            assert.deepEqual(await hoursNow(), expected.hours);
            assert.deepEqual(await daysNow(), expected.days);
            for (const { code } of expected.findings) met.add(code);
            cleared += Number(
              (
                await server.store.rows<{ n: string }>(
                  'history',
                  'SELECT toString(count()) AS n FROM quality FINAL WHERE state = 0',
                )
              )[0]!.n,
            );
          } finally {
            await ingest.close();
          }
        },
      ),
      { numRuns: runs, endOnFailure: true },
    );
    if (runs >= 2) {
      assert.ok(cleared > 0, 'some findings no longer held and say so in a version of their own');
      assert.ok(met.size >= 10, `most codes were met: ${[...met].sort((a, b) => a - b).join(' ')}`);
    }
  },
);

test(
  'a stuck hour: valid when closed, invalid at the fourth equal one, valid again when a late part differs',
  { timeout: 120_000 },
  async () => {
    await empty();
    const ingest = await city.ingest({ marksPause: 50 });
    const reading = (hour: number, part: number, value: number): Observation => {
      const time = FIRST + hour * HOUR + part * 1800;
      return { station: 1, factor: 1, statistic: 1, time, micro: value * 1_000_000, flag: 'N', received: time + 5 };
    };
    for (let hour = 0; hour < 4; hour += 1) for (const part of [0, 1]) await send(reading(hour, part, 42));
    await city.settled();
    await city.computed();
    const versions = (): Promise<unknown[]> =>
      server.store.rows(
        'history',
        `SELECT version, toString(value) AS value, valid, enough, codes, toString(reason) AS reason
          FROM hours FINAL WHERE hour = toDateTime(${FIRST + 3 * HOUR}) ORDER BY version`,
      );
    assert.deepEqual((await versions()).at(-1), {
      version: 2,
      value: '42',
      valid: 0,
      enough: 1,
      codes: 1 << QUALITY_CODES.QC_STUCK,
      reason: 'quality',
    });
    await send({ ...reading(1, 1, 47), received: FIRST + 2 * HOUR });
    await city.settled();
    await city.computed();
    assert.deepEqual((await versions()).at(-1), {
      version: 3,
      value: '42',
      valid: 1,
      enough: 1,
      codes: 0,
      reason: 'quality',
    });
    assert.deepEqual(
      await server.store.rows(
        'history',
        `SELECT version, state FROM quality FINAL WHERE code = ${QUALITY_CODES.QC_STUCK} ORDER BY version`,
      ),
      [
        { version: 1, state: 1 },
        { version: 2, state: 0 },
      ],
    );
    await ingest.close();
  },
);

test('the windows know what may not be evaluated now: marks in force, an invalid last closed hour', async () => {
  await empty();
  await server.store.command('write', 'TRUNCATE TABLE withheld');
  const author = { who: 'desk', role: 'operator', at: NOW };
  const now = NOW / 1000;
  await register.enter(
    { station: PLANT, factor: 49, code: markByCode('maintenance')!.id, begin: now - 600, end: now + 600, reason: 'r' },
    author,
  );
  await register.enter(
    {
      station: PLANT,
      factor: 0,
      code: markByCode('supplying')!.id,
      begin: now - 600,
      end: now + 600,
      reason: 'takes nothing out',
    },
    author,
  );
  const last = Math.floor(now / HOUR) * HOUR - HOUR;
  const hours = [
    'hour',
    'station',
    'factor',
    'version',
    'value',
    'sum',
    'count',
    'expected',
    'valid',
    'over',
    'origin',
    'head',
    'reason',
    'computed',
  ];
  const row = (hour: number, id: number): unknown[] => [
    hour,
    id,
    1,
    1,
    '42',
    '84',
    2,
    2,
    1,
    0,
    1,
    1,
    'closed',
    hour + 3700,
  ];
  await server.store.insert('hours_now', hours, [row(last, 1), row(last - HOUR, 2), row(last, 2), row(last - HOUR, 3)]);
  const finding = (hour: number, id: number, state: number): unknown[] => [
    hour,
    id,
    1,
    QUALITY_CODES.QC_STUCK,
    1,
    state,
    1,
    '42000000',
    null,
    4,
    'PROP',
    1,
    hour + 3700,
  ];
  await server.store.insert(
    'quality_latest',
    [
      'hour',
      'station',
      'factor',
      'code',
      'version',
      'state',
      'invalidates',
      'value',
      'reference',
      'count',
      'edition',
      'head',
      'computed',
    ],
    [finding(last, 1, 1), finding(last - HOUR, 2, 1), finding(last - HOUR, 3, 1), finding(last, 4, 0)],
  );
  for (let i = 0; i < 5; i += 1) await writeSuppressed(server.store, NOW);
  const rows = (): Promise<unknown[]> =>
    server.store.rows(
      'history',
      `SELECT station, factor, reason, code, end FROM withheld WHERE version = (SELECT max(version)
        FROM withheld) AND station > 0 ORDER BY station, factor, reason`,
    );
  assert.deepEqual(
    await rows(),
    [
      { station: 1, factor: 1, reason: 15, code: QUALITY_CODES.QC_STUCK, end: last + 7800 },
      { station: 3, factor: 1, reason: 15, code: QUALITY_CODES.QC_STUCK, end: last - HOUR + 7800 },
      { station: PLANT, factor: 49, reason: 14, code: markByCode('maintenance')!.id, end: now + 600 },
    ],
    'station 2 has recovered, station 3 has not closed its last hour yet',
  );
  assert.deepEqual(
    await server.store.rows('history', 'SELECT toUInt8(uniqExact(version)) AS n FROM withheld'),
    [{ n: 3 }],
    'a few versions are kept',
  );
});

test(
  'a stop mark takes the concentration out and is contradicted by flow and by the meter; its withdrawal gives it back',
  { timeout: 120_000 },
  async () => {
    await empty();
    const ingest = await city.ingest({ marksPause: 50 });
    const hour = FIRST + 20 * HOUR;
    const say = (id: number, factor: number, value: number, statistic: number, time = hour): Promise<number> =>
      send({
        station: id,
        factor,
        statistic,
        time,
        micro: value * 1_000_000,
        flag: 'N',
        received: time + (statistic === 20 ? HOUR : 0) + 5,
      });
    await say(PLANT, 49, 35, 20);
    await say(PLANT, 52, 12, 20);
    await say(METER, 101, 9, 1);
    await say(METER, 101, 40, 1, hour + 1800);
    await city.settled();
    await city.computed();
    const author = { who: 'plant', role: 'operator', at: NOW };
    const { mark: id } = await register.enter(
      {
        station: PLANT,
        factor: 0,
        code: markByCode('stopped')!.id,
        begin: hour - 600,
        end: hour + HOUR,
        reason: '停产检修',
      },
      author,
    );
    await computed();
    const rows = (): Promise<unknown[]> =>
      server.store.rows(
        'history',
        `SELECT station, factor, toString(value) AS value, count, valid, marked, contradicts,
          toString(reason) AS reason FROM hours_now FINAL ORDER BY station, factor`,
      );
    assert.deepEqual(await rows(), [
      { station: PLANT, factor: 49, value: null, count: 0, valid: 0, marked: 1, contradicts: 0, reason: 'marked' },
      { station: PLANT, factor: 52, value: '12', count: 1, valid: 1, marked: 0, contradicts: 1, reason: 'marked' },
      { station: METER, factor: 101, value: '24.5', count: 2, valid: 1, marked: 0, contradicts: 1, reason: 'marked' },
    ]);
    assert.deepEqual(
      (await findingsNow()).map((f) => f.code),
      [QUALITY_CODES.QC_MARK, QUALITY_CODES.MARK_CONTRADICTED, QUALITY_CODES.MARK_CONTRADICTED],
    );
    await register.revise(id, 1, { reason: '误填', inForce: false }, author);
    await computed();
    assert.deepEqual((await rows())[0], {
      station: PLANT,
      factor: 49,
      value: '35',
      count: 1,
      valid: 1,
      marked: 0,
      contradicts: 0,
      reason: 'marked',
    });
    assert.deepEqual(await findingsNow(), []);
    assert.equal((await register.history(id)).length, 2);
    await ingest.close();
  },
);

test(
  'a condition sent by the device (p99101) is a mark: it holds until the next one and reopens its hour',
  { timeout: 120_000 },
  async () => {
    await empty();
    const ingest = await city.ingest({ marksPause: 50 });
    const hour = FIRST + 20 * HOUR;
    const reading = (factor: number, value: number, statistic: number, time = hour): Promise<number> =>
      send({ station: PLANT, factor, statistic, time, micro: value * 1_000_000, flag: 'N', received: hour + HOUR + 5 });
    await reading(49, 35, 20);
    await city.settled();
    await city.computed();
    await reading(110, markByCode('starting')!.device, 1, hour);
    await reading(110, 0, 1, hour + 1000);
    await city.settled();
    await city.computed();
    const codHour = async (): Promise<unknown> =>
      (await server.store.rows('history', 'SELECT count, valid, marked FROM hours_now FINAL WHERE factor = 49'))[0];
    assert.deepEqual(await codHour(), { count: 0, valid: 0, marked: 1 }, 'marked for more than a quarter of the hour');
    await reading(110, 0, 1, hour + 600);
    await city.settled();
    await city.computed();
    assert.deepEqual(await codHour(), { count: 1, valid: 1, marked: 0 }, 'a late condition reading ends it earlier');
    await ingest.close();
  },
);
