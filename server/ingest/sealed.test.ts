import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import pino from 'pino';
import { encodeFrame, type PacketDraft } from '../../streams/sources/hj212/mod.ts';
import { startNats, startStore, until, type TestNats, type TestStore } from '../../test/harness/mod.ts';
import { openKeyRing, openKeySafe, type KeyRing } from '../device-keys/mod.ts';
import type { Running } from '../platform/running.ts';
import { openCity, station, type TestCity } from '../../test/fixtures/test-city.ts';

const NOW = Date.UTC(2026, 10, 22, 4, 30);
const DAY = 86_400_000;
const [FIRST, SECOND, THIRD] = ['0000000000000000', '1111111111111111', '2222222222222222'].map((text) =>
  Buffer.from(text),
) as [Buffer, Buffer, Buffer];
const SECRET = 'a secret of the test, long enough';
let broker: TestNats;
let server: TestStore;
let city: TestCity;
let keys: KeyRing;
let ingest: Running;
const openRing = (secret = SECRET): Promise<KeyRing> =>
  openKeyRing({
    store: server.store,
    nats: city.nats,
    log: pino({ level: 'silent' }),
    safe: openKeySafe(secret),
    isKnown: (device) => city.registry.byDevice(device) !== undefined,
  });
before(async () => {
  [broker, server] = await Promise.all([startNats(), startStore()]);
  city = await openCity({
    natsUrl: broker.url,
    store: server.store,
    stations: [1, 2, 3, 4].map((id) => station(id)),
    now: NOW,
  });
  keys = await openRing();
  ingest = await city.ingest({}, { keys });
});
after(async () => {
  await ingest?.close();
  await keys?.close();
  await city?.close();
  await broker.stop();
  await server.stop();
});

let minute = 0;
const packet = (id: number, value: number, over: Partial<PacketDraft> = {}): PacketDraft => {
  minute += 1;
  const time = `202611221200${String(minute % 60).padStart(2, '0')}`;
  return {
    qn: `${time}000`,
    st: '22',
    cn: '2011',
    pw: '123456',
    mn: `DEV${id}`,
    flag: 9,
    cp: `DataTime=${time};a34004-Rtd=${value},a34004-Flag=N`,
    ...over,
  };
};
const send = (draft: PacketDraft, received = NOW): Promise<number> =>
  city.send(encodeFrame(draft).subarray(0, -2), draft.mn, { received });
const values = async (id: number): Promise<string[]> =>
  (
    await server.store.rows<{ value: string }>(
      'history',
      'SELECT DISTINCT toString(value) AS value FROM readings WHERE station = {id:UInt32} ORDER BY readings.value',
      { id },
    )
  ).map(({ value }) => value);
const closed = (): Promise<{ device: string; frames: string }[]> =>
  server.store.rows('history', 'SELECT device, toString(frames) AS frames FROM undecipherable ORDER BY device');

test('an encrypted frame without a key is kept and listed, and opened once the key is registered', async () => {
  await send(packet(1, 11, { key: FIRST }));
  await send(packet(1, 12, { key: FIRST }));
  await send(packet(1, 13));
  await city.settled();
  assert.deepEqual(await values(1), ['13'], 'a plain frame of the same device is opened');
  assert.deepEqual(await closed(), [{ device: 'DEV1', frames: '2' }]);
  const { fingerprint } = await keys.register({ device: 'dev1', key: FIRST, by: 'tester', how: 'registered' }, NOW);
  await until('opened again', async () => (await values(1)).length === 3);
  assert.deepEqual(await values(1), ['11', '12', '13']);
  await until('listed no more', async () => (await closed()).length === 0);
  assert.match(fingerprint, /^[0-9a-f]{16}$/);
  const [kept] = await server.store.rows<Record<string, string>>('history', 'SELECT * FROM device_keys FINAL');
  assert.ok(
    !JSON.stringify(kept).includes('0000000000000000') &&
      !JSON.stringify(kept).includes(FIRST.toString('hex')) &&
      !JSON.stringify(kept).includes(FIRST.toString('base64')),
    'never in plain',
  );
  assert.deepEqual(Object.keys(keys.list('DEV1')[0]!).sort(), [
    'by',
    'device',
    'fingerprint',
    'how',
    'registered',
    'state',
    'until',
  ]);
});

test('key rotation: both open in the overlap, later the old one for late frames only; three', async () => {
  await keys.register({ device: 'DEV2', key: FIRST, by: 't', how: 'registered' }, NOW - 100 * DAY);
  await keys.register({ device: 'DEV2', key: SECOND, by: 't', how: 'registered', overlap: 2 * DAY }, NOW - 10 * DAY);
  await keys.register({ device: 'DEV2', key: THIRD, by: 't', how: 'registered', overlap: 2 * DAY }, NOW);
  await send(packet(2, 1, { key: THIRD }));
  await send(packet(2, 2, { key: SECOND }), NOW + DAY);
  await send(packet(2, 3, { key: FIRST }), NOW);
  await send(packet(2, 4, { key: FIRST }), NOW - 9 * DAY);
  await send(packet(2, 5, { key: SECOND }), NOW + 3 * DAY);
  await city.settled();
  assert.deepEqual(await values(2), ['1', '2'], 'the first frame 4 lies in the future of its arrival');
  assert.deepEqual(
    await closed(),
    [{ device: 'DEV2', frames: '2' }],
    'frames 3 and 5: their keys had ended when they came',
  );
  assert.equal(keys.keysOf('DEV2', NOW)[0]?.toString(), THIRD.toString(), 'the newest encrypts');
  assert.equal(keys.keysOf('DEV2', NOW).length, 2);
  assert.equal(keys.keysOf('DEV2', NOW - 9 * DAY).length, 3);
});

test('a pending key opens frames but does not encrypt; confirmed it does, told twice it stays one', async () => {
  await keys.register({ device: 'DEV3', key: FIRST, by: 't', how: 'registered' }, NOW - DAY);
  const { fingerprint } = await keys.register(
    { device: 'DEV3', key: SECOND, by: 't', how: 'rotation', state: 'pending' },
    NOW,
  );
  assert.deepEqual(keys.keysOf('DEV3', NOW).map(String), [FIRST, SECOND].map(String));
  await keys.confirm('DEV3', fingerprint, NOW + 1000);
  await keys.confirm('DEV3', fingerprint, NOW + 2000);
  assert.deepEqual(keys.keysOf('DEV3', NOW + 3000).map(String), [SECOND, FIRST].map(String));
  await keys.end('DEV3', keys.list('DEV3')[1]!.fingerprint, NOW + 4000);
  assert.deepEqual(keys.keysOf('DEV3', NOW + 5000).map(String), [SECOND].map(String));
  await assert.rejects(keys.register({ device: 'DEV3', key: SECOND, by: 't', how: 'registered' }, NOW), {
    code: 'GL_CONFLICT',
  });
  await assert.rejects(keys.register({ device: 'DEV3', key: Buffer.alloc(15), by: 't', how: 'registered' }, NOW), {
    code: 'GL_BAD_REQUEST',
  });
});

test('under another secret no key is read, and the ring says so', async () => {
  const other = await openRing('another secret, also long enough');
  assert.equal(other.keysOf('DEV3', NOW).length, 0);
  assert.match(other.parts()[0]?.detail ?? '', /GL_KEY_UNREADABLE: [5-9]/);
  await other.close();
});

test('an encrypted split packet is joined after its parts are opened', async () => {
  await keys.register({ device: 'DEV4', key: FIRST, by: 't', how: 'registered' }, NOW - DAY);
  const head = { qn: '20261122120000777', st: '22', cn: '2051', pw: '1', mn: 'DEV4', flag: 11, key: FIRST };
  await send({ ...head, part: { total: 2, number: 2 }, cp: 'vg=78,a34002-Flag=N;a21026-Avg=9,a21026-Flag=N' });
  await send({
    ...head,
    part: { total: 2, number: 1 },
    cp: 'DataTime=20261122115900;a34004-Avg=35,a34004-Flag=N;a34002-A',
  });
  await city.settled();
  assert.deepEqual(await values(4), ['9', '35', '78']);
});

test('RF=1: recorded with its readings, and an older one does not displace the latest value', async () => {
  await send(packet(1, 50));
  const draft = packet(1, 51, { again: true });
  await send(draft);
  await city.settled();
  const [row] = await server.store.rows<{ device: string; station: number; qn: string; readings: number }>(
    'history',
    'SELECT device, station, qn, readings FROM resends FINAL',
  );
  assert.deepEqual(row, { device: 'DEV1', station: 1, qn: draft.qn, readings: 1 });
});

test('what is no reading is kept as text: d and p codes, device states, field information, raw periods', async () => {
  const before = (await server.store.rows('history', 'SELECT 1 FROM device_records FINAL')).length;
  const said: Partial<PacketDraft>[] = [
    {
      st: '44',
      cn: '2011',
      cp: [
        'DataTime=20261122120000',
        'd20105-Rtd=230.1,d20105-Flag=N',
        'd20777-Rtd=5,d20777-Flag=N',
        'p99777-Rtd=3,p99777-Flag=N',
      ].join(';'),
    },
    { st: '45', cn: '2021', cp: 'DataTime=20261122120001;SB1-RS=1;SB2-RS=0' },
    {
      st: '31',
      cn: '3020',
      cp: [
        'DataTime=20261122120002',
        `PolId=a34013,i11001-Info=//${Buffer.from('清洗;管路,完成').toString('latin1')}//,i12001-Info=3`,
      ].join(';'),
    },
    { st: '27', cn: '2013', cp: 'DataTime=20261122120003;a24088-Rtd=1.1,a24088-Flag=N' },
    { st: '31', cn: '2111', cp: 'DataTime=20261122120000;a01901-Avg=901,a01901-Flag=N' },
    { st: '31', cn: '2081', cp: 'DataTime=20261122120004;RestartTime=20261122110000' },
  ];
  said.push({ st: '31', cn: '1014', cp: 'NewKey=0123456789abcdef' }, { st: '31', cn: '1072', cp: 'NewPW=654321' });
  for (const each of said) await send({ ...packet(1, 0), ...each, key: FIRST });
  await city.settled();
  const rows = await server.store.rows<{ line: string }>(
    'history',
    `SELECT concat(cn, ' ', code, '-', suffix, '=', text, ' ', flag) AS line FROM device_records FINAL
      ORDER BY cn, code, suffix`,
  );
  assert.equal(before, 0);
  assert.deepEqual(
    rows.map(({ line }) => line),
    [
      '2011 d20777-rtd=5 N',
      '2011 p99777-rtd=3 N',
      '2013 a24088-rtd=1.1 N',
      '2021 SB1-rs=1 ',
      '2021 SB2-rs=0 ',
      '2081 RESTARTTIME-=20261122110000 ',
      '2111 a01901-avg=901 N',
      '3020 POLID-=a34013 ',
      '3020 i11001-info=//清洗;管路,完成// ',
      '3020 i12001-info=3 ',
    ],
  );
  assert.ok((await values(1)).includes('230.1'), 'a catalogued d code is a reading');
});

test('an unknown device that encrypts: unregistered, then undecipherable, then opened', async () => {
  await city.send(encodeFrame({ ...packet(9, 77), mn: 'NEW9', key: SECOND }).subarray(0, -2), 'NEW9', {
    received: NOW,
  });
  await city.settled();
  const unknown = await server.store.rows<{ device: string }>('history', 'SELECT device FROM unregistered');
  assert.deepEqual(unknown, [{ device: 'NEW9' }]);
  await city.registry.registerDevice({ device: 'NEW9', station: 3 }, NOW);
  await until('listed as closed', async () => (await closed()).some(({ device }) => device === 'NEW9'));
  await keys.register({ device: 'NEW9', key: SECOND, by: 't', how: 'registered' }, NOW);
  await until('opened', async () => (await values(3)).includes('77'));
});
