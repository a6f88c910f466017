import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { LiveClient } from '../screen/live/mod.ts';
import { demoPartnerToken } from '../server/access/mod.ts';
import { openStore } from '../server/platform/store/mod.ts';
import { FRAME_HEADERS, frameSubject } from '../streams/contracts/subjects.ts';
import { startGuanlan, tempDir, underLoad, until, type TestGuanlan } from './harness/mod.ts';

/**
 * Ingest that cannot go on, in the whole system: what the screens and a probe are told, and that one bad push is no
 * reason.
 */
let system: TestGuanlan;
let partner: string;
let screen: LiveClient;
before(async () => {
  const dataDir = tempDir('stalled');
  partner = demoPartnerToken({ dataDir }, Date.now());
  system = await startGuanlan({}, { dataDir });
  screen = new LiveClient({ url: `ws://127.0.0.1:${system.livePort}/live`, topics: ['pulse'] }).start();
  await until('the screen is live', () => screen.link.phase === 'live', 30_000);
});
after(async () => {
  screen.close();
  await system.stop();
});

const codes = (): readonly string[] => screen.link.notices.map(({ code }) => code);
const item = (device: string): object => ({ device, factor: 'a34004', time: new Date().toISOString(), value: 12 });
async function push(...items: readonly object[]): Promise<{ status: number; reasons: (string | null)[] }> {
  const answer = await fetch(`${system.base}/api/readings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${partner}` },
    body: JSON.stringify(items),
  });
  const { items: verdicts } = (await answer.json()) as { items: { reason?: string }[] };
  return { status: answer.status, reasons: verdicts.map(({ reason }) => reason ?? null) };
}
interface Ready {
  readonly status: number;
  readonly state: string;
  readonly detail: string;
}
async function ready(): Promise<Ready> {
  const answer = await fetch(`${system.base}/readyz`);
  const { parts } = (await answer.json()) as { parts: { part: string; state: string; detail?: string }[] };
  const ingest = parts.find(({ part }) => part === 'ingest');
  return { status: answer.status, state: ingest?.state ?? '', detail: ingest?.detail ?? '' };
}

test('a push whose device is no text, at the door or in the stream already, stops nothing', async () => {
  const nats = await connect({ servers: system.nats().url, token: system.nats().token });
  const store = await openStore(system.store());
  const known = async (device: string): Promise<boolean> =>
    (await store.rows('history', 'SELECT device FROM unregistered_frames WHERE device = {device:String}', { device }))
      .length > 0;
  try {
    assert.deepEqual(await push(item('\ud800x'), item('GOOD1')), { status: 202, reasons: ['bad_text', null] });
    await until('the good one beside it', () => known('GOOD1'));
    const [device, all] = ['\ud800x', headers()];
    for (const [name, value] of [
      [FRAME_HEADERS.received, String(Date.now())],
      [FRAME_HEADERS.receipt, 'r-1'],
    ] as const)
      all.set(name, value);
    await jetstream(nats).publish(frameSubject('http', '_bad'), JSON.stringify({ device, items: [item(device)] }), {
      headers: all,
    });
    await push(item('GOOD2'));
    await until('what came behind it', () => known('GOOD2'));
    assert.deepEqual(codes(), []);
    const rejected = async (): Promise<string> => {
      const { items } = (await (await fetch(`${system.base}/api/rejects`)).json()) as { items: { reason: string }[] };
      return items.map(({ reason }) => reason).join();
    };
    await until('the reject', async () => (await rejected()) === 'bad_text');
  } finally {
    await store.close();
    await nats.close();
  }
});

test('what ingest cannot write is told on a screen within 3 s and by /readyz, and taken back when it can', async () => {
  const store = await openStore(system.store());
  const before = await ready();
  assert.deepEqual([before.state, before.detail], ['ready', '']);
  await store.command('write', 'RENAME TABLE unregistered_frames TO unregistered_away');
  try {
    await push(item('GOOD3'));
    const begun = performance.now();
    await until('the notice', () => codes().includes('GL_INGEST_STALLED'), 30_000);
    const took = performance.now() - begun;
    // A batch is a second old before it is written, and only then can anything fail.
    assert.ok(took <= underLoad(1_000 + 3_000), `after ${took} ms`);
    await until('/readyz', async () => (await ready()).state === 'down');
    const told = await ready();
    assert.equal(told.status, 503);
    assert.match(told.detail, /^GL_INGEST_STALLED/);
  } finally {
    await store.command('write', 'RENAME TABLE unregistered_away TO unregistered_frames');
  }
  await until('it is taken back', () => !codes().includes('GL_INGEST_STALLED'), 30_000);
  await until('/readyz', async () => (await ready()).state === 'ready');
  await until(
    'what waited is written',
    async () =>
      (await store.rows('history', `SELECT device FROM unregistered_frames WHERE device = 'GOOD3'`)).length > 0,
  );
  await store.close();
});
