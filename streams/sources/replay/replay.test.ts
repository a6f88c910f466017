import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { jetstream, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import pino from 'pino';
import { Registry } from 'prom-client';
import { startNats, until, type TestNats } from '../../../test/harness/mod.ts';
import { systemClock } from '../../contracts/clock.ts';
import { GuanlanError } from '../../contracts/errors.ts';
import { factorById } from '../../contracts/factors.ts';
import { encodeFrame, jetStreamPublish, startGateway, type Gateway } from '../hj212/mod.ts';
import { isReject, openFrame } from '../mod.ts';
import { formatMicro } from '../../contracts/reading.ts';
import { csvFrames } from './csv-frames.ts';
import { loadMapping, resolveMapping, type Mapping } from './mapping.ts';
import { shiftOf } from './plan.ts';
import { replay } from './replay.ts';
import { newCounts, type ReplayFrame } from './replay-frame.ts';
import type { Sink } from './sink.ts';
import { tcpSink } from './tcp-sink.ts';

const directory = mkdtempSync(join(tmpdir(), 'guanlan-replay-'));
const file = (name: string, text: string | Buffer): string => {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
};
const all = async (
  path: string,
  mapping: Mapping,
): Promise<{ frames: ReplayFrame[]; counts: ReturnType<typeof newCounts> }> => {
  const counts = newCounts();
  const frames: ReplayFrame[] = [];
  for await (const frame of csvFrames(path, resolveMapping(mapping, 'test'), counts)) frames.push(frame);
  return { frames, counts };
};
const short = (frame: ReplayFrame): string => {
  const values = frame.values.map(([code, text]) => `${code}=${text}`).join(' ');
  return `${new Date(frame.time).toISOString().slice(0, 16)} ${frame.device} ${values}`;
};
const wide: Mapping = {
  layout: 'wide',
  time: { columns: ['time'] },
  device: { column: 'id', prefix: 'D' },
  command: '2061',
  st: '22',
  missing: ['NA'],
  factors: {
    pm: { code: 'a34004' },
    co: { code: 'a21005', unit: 'ug/m3' },
    wd: { code: 'a01008', words: { NE: '45' } },
  },
};

test('wide, gzipped, with a byte order mark, missing cells and odd words', async () => {
  const path = file(
    'wide.csv.gz',
    gzipSync(
      '\ufefftime,id,pm,co,wd\n2019-01-01T00:00:00+08:00,1,35.50,1200,NE\n2019-01-01T00:00:00+08:00,2,' +
        'NA,,XX\nnever,1,1,1,NE\n2019-01-01T01:00:00+08:00,1,36,abc,NE\n',
    ),
  );
  const { frames, counts } = await all(path, wide);
  assert.deepEqual(frames.map(short), [
    '2018-12-31T16:00 D1 a34004=35.5 a21005=1.2 a01008=45',
    '2018-12-31T17:00 D1 a34004=36 a01008=45',
  ]);
  assert.deepEqual(counts, { rows: 4, frames: 2, missing: 2, badTime: 1, badValue: 2, noDevice: 0 });
});

test('long: a row per factor; labels by the end of the period', async () => {
  const path = file(
    'long.csv',
    't,id,what,v\n2019-01-01 01:00,1,PM,35\n2019-01-01 01:00,2,PM,36\n2019-01-01 ' +
      '01:00,1,O3,37\n2019-01-01 02:00,1,PM,38\n',
  );
  const { frames } = await all(path, {
    layout: 'long',
    time: { columns: ['t'], format: 'yyyy-MM-dd HH:mm', zone: 'Asia/Shanghai', label: 'end', period: 3600 },
    device: { column: 'id' },
    command: '2061',
    st: '22',
    factorColumn: 'what',
    valueColumn: 'v',
    factors: { PM: { code: 'a34004' }, O3: { code: 'a05024' } },
  });
  assert.deepEqual(frames.map(short), [
    '2018-12-31T16:00 1 a34004=35 a05024=37',
    '2018-12-31T16:00 2 a34004=36',
    '2018-12-31T17:00 1 a34004=38',
  ]);
});

test('matrix: a column per device, of two columns of one name the first', async () => {
  const path = file(
    'matrix.csv',
    'date,hour,type,1A,2A,1A\n20191201,0,PM,1,2,9\n20191201,0,O3,3,,9\n20191201,13,PM,5,6,9\n',
  );
  const { frames } = await all(path, {
    layout: 'matrix',
    time: { columns: ['date', 'hour'], format: 'yyyyMMdd H', zone: 'Asia/Shanghai' },
    device: {},
    command: '2061',
    st: '22',
    factorColumn: 'type',
    factors: { PM: { code: 'a34004' }, O3: { code: 'a05024' } },
  });
  assert.deepEqual(frames.map(short), [
    '2019-11-30T16:00 1A a34004=1 a05024=3',
    '2019-11-30T16:00 2A a34004=2',
    '2019-12-01T05:00 1A a34004=5',
    '2019-12-01T05:00 2A a34004=6',
  ]);
});

test('a mapping or file that does not fit says what is wrong', async () => {
  const wrong = (change: object): void =>
    assert.throws(
      () => resolveMapping({ ...wide, ...change }, 'm'),
      (error: unknown) => error instanceof GuanlanError && error.code === 'GL_CONFIG',
    );
  wrong({ device: { column: 'id', prefix: '\ud800' } });
  for (const change of [
    { layout: 'x' },
    { time: {} },
    { time: { columns: ['t'], label: 'end' } },
    { device: {} },
    { command: '9014' },
    { st: '2' },
    { factors: {} },
    { factors: { a: { code: 'nope' } } },
    { factors: { a: { code: 'a34004', unit: 'mg/L' } } },
    { layout: 'long' },
  ])
    wrong(change);
  await assert.rejects(all(file('other.csv', 'time,id\n1,2\n'), wide), /no column pm/);
  await assert.rejects(all(join(directory, 'absent.csv'), wide), /ENOENT/);
  await assert.rejects(all(file('broken.csv.gz', 'not gzip'), wide));
});

test('the mappings that come with the project are right', () => {
  for (const name of ['beijing-prsa', 'cn-8cities', 'purpleair', 'cn-national-daily-matrix', 'posco-boiler']) {
    assert.ok(loadMapping(new URL(`./mappings/${name}.json`, import.meta.url)).resolved.size > 0, name);
  }
});

test('shift: old files end today, recent ones stay, whole days only', () => {
  const now = Date.UTC(2026, 10, 22, 5);
  const plan = (first: number, last: number) => ({ frames: 2, first, last, ordered: true });
  const last = Date.UTC(2019, 0, 31, 15);
  const shift = shiftOf('auto', plan(Date.UTC(2019, 0, 1), last), now);
  assert.equal(shift % 86_400_000, 0);
  assert.ok(last + shift <= now && last + shift > now - 86_400_000);
  assert.equal(shiftOf('auto', plan(now - 86_400_000, now - 1), now), 0);
  assert.equal(shiftOf(3, plan(0, 1), now), 3 * 86_400_000);
  assert.equal(shiftOf('none', plan(0, 1), now), 0);
});

test('time warp: 3,600 file seconds to a second, in order of time although the file is by device', async () => {
  const path = file(
    'unordered.csv',
    [
      'time,id,pm,co,wd',
      ...[1, 2].flatMap((id) => [0, 1].map((hour) => `2019-01-01T0${hour}:00:00Z,${id},${id}${hour},,`)),
      '',
    ].join('\n'),
  );
  const seen: [string, number][] = [];
  const started = performance.now();
  const sink: Sink = {
    async send(frame) {
      seen.push([frame.values[0]![1], performance.now() - started]);
    },
    sendRaw: async () => undefined,
    abort: async () => undefined,
    finish: async () => ({ acked: 0, refused: 0, resent: 0, dropped: 0 }),
  };
  await replay({
    file: path,
    mapping: resolveMapping(wide, 'm'),
    sink,
    clock: systemClock,
    speed: 7200,
    shift: 'none',
    timezone: 'UTC',
  });
  assert.deepEqual(
    seen.map(([text]) => text),
    ['10', '20', '11', '21'],
  );
  assert.ok(seen[2]![1] > 450, `${seen[2]![1]} ms for an hour at 7,200`);
});

let nats: TestNats;
let connection: NatsConnection;
let manager: JetStreamManager;
let gateway: Gateway;
before(async () => {
  nats = await startNats();
  connection = await connect({ servers: nats.url });
  manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'FRAMES', subjects: ['frames.>'] });
  await manager.streams.add({ name: 'REJECTS', subjects: ['rejects.>'] });
  gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    publish: jetStreamPublish(connection),
    isKnown: () => true,
    full: () => false,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    metrics: new Registry(),
  });
});
after(async () => {
  await gateway.close();
  await connection.close();
  await nats.stop();
});

const sink = (): Sink =>
  tcpSink({ host: '127.0.0.1', port: gateway.port, timezone: 'Asia/Shanghai', clock: systemClock });

/** Everything in FRAMES, opened as ingest would: `device factor time` -> value. */
async function readBack(): Promise<Map<string, string>> {
  const { state } = await manager.streams.info('FRAMES');
  const values = new Map<string, string>();
  if (state.messages === 0) return values;
  const consumer = await jetstream(connection).consumers.get('FRAMES');
  for await (const message of await consumer.fetch({ max_messages: state.messages, expires: 5000 })) {
    const opened = openFrame('hj212', message.data);
    assert.ok(!isReject(opened));
    const result = opened.readings(
      { station: 1, st: '22', units: {}, timezone: 'Asia/Shanghai' },
      { received: Date.now(), sequence: message.seq },
    );
    assert.ok(!isReject(result), JSON.stringify(result));
    for (const { factor, time, value } of result.readings)
      values.set(`${opened.device} ${factorById(factor)!.code} ${new Date(time).toISOString()}`, formatMicro(value));
  }
  return values;
}

test('a capture goes over the wire as it is, broken frames too', async () => {
  await manager.streams.purge('FRAMES');
  const good = (n: number, flag: number): Buffer =>
    encodeFrame({
      qn: `2026112208000000${n}`,
      st: '22',
      cn: '2011',
      pw: '1',
      mn: 'CAP',
      flag,
      cp: `DataTime=20261122080000;a34004-Rtd=${n}`,
    });
  const broken = Buffer.from(good(3, 5).toString().replace('Rtd=3', 'Rtd=4'));
  const answer = encodeFrame({ qn: '1', st: '91', cn: '9012', pw: '1', mn: 'CAP', flag: 5, cp: 'ExeRtn=1' });
  const path = file(
    'capture.txt.gz',
    gzipSync(Buffer.concat([good(1, 5), broken, Buffer.from('noise\r\n'), answer, good(2, 4)])),
  );
  const to = sink();
  const counts = await replay({
    file: path,
    mapping: null,
    sink: to,
    clock: systemClock,
    speed: 0,
    shift: 'auto',
    timezone: 'Asia/Shanghai',
  });
  assert.equal(counts.frames, 5);
  assert.equal((await to.finish()).acked, 1);
  await until('two frames', async () => (await manager.streams.info('FRAMES')).state.messages >= 2);
  assert.equal((await manager.streams.info('FRAMES')).state.messages, 2);
  assert.equal((await manager.streams.info('REJECTS')).state.messages, 2);
});

const beijing = new URL(
  '../../../../shared/data/air/beijing_prsa_12stations_hourly_2013-03_2017-02.csv.gz',
  import.meta.url,
).pathname;
test(
  'real Beijing days: every cell of the file is in the frames, to the last digit',
  { skip: existsSync(beijing) ? false : 'shared data not present' },
  async () => {
    await manager.streams.purge('FRAMES');
    const from = Date.parse('2015-12-01T00:00:00+08:00');
    const to = Date.parse('2015-12-02T00:00:00+08:00');
    const mapping = loadMapping(new URL('./mappings/beijing-prsa.json', import.meta.url));
    const target = sink();
    const { frames, shift } = await replay({
      file: beijing,
      mapping,
      sink: target,
      clock: systemClock,
      speed: 0,
      from,
      to,
      shift: 'auto',
      timezone: 'Asia/Shanghai',
    });
    assert.equal(frames, 12 * 24);
    const { acked } = await target.finish();
    assert.equal(acked, 12 * 24);
    // Independent of the reader under test: the file's own cells, CO from µg/m³ to mg/m³ and pressure from hPa to kPa
    // by moving the point.
    const expected = new Map<string, string>();
    const points = ['N', 'NNE', 'NE', 'ENE', 'E', 'ESE', 'SE', 'SSE', 'S', 'SSW', 'SW', 'WSW', 'W', 'WNW', 'NW', 'NNW'];
    const codes = [
      'a34004',
      'a34002',
      'a21026',
      'a21004',
      'a21005',
      'a05024',
      'a01001',
      'a01006',
      '',
      '',
      'a01008',
      'a01007',
    ];
    for (const line of gunzipSync(readFileSync(beijing)).toString().split('\n')) {
      const [station, , time, ...cells] = line.trim().split(',');
      if (!time?.startsWith('2015-12-01T')) continue;
      cells.forEach((cell, i) => {
        const code = codes[i]!;
        if (code === '' || cell === '') return;
        const value =
          code === 'a01008'
            ? points.indexOf(cell) * 22.5
            : code === 'a21005'
              ? Number(cell) / 1000
              : code === 'a01006'
                ? Math.round(Number(cell) * 1000) / 10_000
                : Number(cell);
        expected.set(`${station} ${code} ${new Date(Date.parse(time) + shift).toISOString()}`, String(value));
      });
    }
    assert.ok(expected.size > 12 * 24 * 8, `${expected.size} cells`);
    assert.deepEqual(await readBack(), expected);
  },
);
