import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ApiError, openClient, type Client } from '../streams/client/mod.ts';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import { factorByCode, seriesKey } from '../streams/contracts/factors.ts';
import { startGuanlan, until, type TestGuanlan } from '../test/harness/mod.ts';
import { hj212Frame, sendRealtimeData } from './hj212-device.ts';
import { subscribe } from './live-subscriber.ts';
import { pushReadings } from './push-readings.ts';

const PACK = fileURLToPath(new URL('city-pack', import.meta.url));
let system: TestGuanlan;
let viewer: Client;
before(async () => {
  system = await startGuanlan({ GUANLAN_CITY: PACK });
  viewer = openClient({ base: system.base });
  // The edge listens before it has read the pack.
  await until('the city pack', async () => (await viewer.call('city')).city.id === 'example');
});
after(async () => {
  await system.stop();
});

const pm25 = (station: number): number => seriesKey(station, factorByCode('a34004')?.id ?? 0);

test('the city pack is loaded: two counties, four stations, one of them not public', async () => {
  const { city, regions, stations } = await viewer.call('city');
  assert.equal(city.names.en, 'Example City');
  assert.equal(regions.filter(({ level }) => level === 'county').length, 2);
  assert.deepEqual(
    stations.map(({ id, isPublic }) => [id, isPublic]),
    [
      [1, true],
      [2, true],
      [3, true],
      [4, false],
    ],
  );
  assert.equal((await viewer.call('publicCity')).stations.length, 3);
  assert.equal((await viewer.call('station', { params: { id: 4 } })).limits[0]?.value, '200');
});

test('a device sends a frame, the gateway acknowledges it, a live subscriber sees its value', async () => {
  const values: (number | null)[] = [];
  const end = subscribe(`ws://127.0.0.1:${system.livePort}/live`, 'latest', ({ table }) =>
    values.push(table.at(table.indexOf(pm25(1)), 0)),
  );
  try {
    const time = formatCivilTime(Date.now(), 'Asia/Shanghai');
    const answer = await sendRealtimeData('127.0.0.1', system.hj212Port, 'EXAMPLE0000000001', time);
    assert.match(answer, /;CN=9014;.*MN=EXAMPLE0000000001;/);
    await until(`the value of the frame: ${values.join(' ')}`, () => values.includes(35_000), 30_000);
  } finally {
    end();
  }
});

test('the CRC is that of the standard: its own example frame', () => {
  const segment =
    'QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&';
  assert.equal(hj212Frame(segment), `##0101${segment}1C80\r\n`);
});

test('a partner pushes readings with a token of its own, and the receipt says that both were written', async () => {
  const token = readFileSync(join(system.dataDir, 'secrets', 'admin-token'), 'utf8').trim();
  const admin = openClient({ base: system.base, token });
  const partner = await admin.call('issueToken', { body: { role: 'partner', name: 'example' } });
  const client = openClient({ base: system.base, token: partner.token });
  const { pushed, receipt } = await pushReadings(client, 2, new Date());
  assert.deepEqual([pushed.accepted, pushed.rejected, receipt.readings], [2, 0, 2]);
  assert.equal(await admin.call('revokeToken', { params: { id: partner.entry.id } }), null);
  await assert.rejects(pushReadings(client, 2, new Date()), { name: 'ApiError', code: 'GL_UNAUTHORIZED', status: 401 });
});

test('errors of the client are coded: refused, not there, late, given up', async () => {
  await assert.rejects(viewer.call('station', { params: { id: 99 } }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.code, error.status, error.detail], ['GL_NOT_FOUND', 404, 'station 99']);
    assert.match(error.trace, /^[0-9a-f]{16}$/);
    return true;
  });
  const closed = openClient({ base: 'http://127.0.0.1:9' });
  await assert.rejects(closed.call('alive'), { name: 'GuanlanError', code: 'GL_API_UNREACHABLE' });
  // The port of the gateway takes the connection and says nothing to what is no frame.
  const silent = openClient({ base: `http://127.0.0.1:${system.hj212Port}`, timeoutMs: 300 });
  await assert.rejects(silent.call('alive'), { name: 'GuanlanError', code: 'GL_API_TIMEOUT' });
  await assert.rejects(viewer.call('alive', { signal: AbortSignal.abort(new Error('given up')) }), /given up/);
});

test('what an operation does not take is refused by the compiler', () => {
  const calls = [
    // @ts-expect-error: `from` is needed
    () => viewer.call('series', { params: { id: 1 }, query: { factor: 'a34004' } }),
    // @ts-expect-error: no such state
    () => viewer.call('alarms', { query: { state: 'angry' } }),
    // @ts-expect-error: the path needs an id
    () => viewer.call('station'),
    // @ts-expect-error: no such operation
    () => viewer.call('weather'),
  ];
  assert.equal(calls.length, 4);
});
