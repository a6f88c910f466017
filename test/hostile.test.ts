import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { LiveClient } from '../screen/live/mod.ts';
import { CLOSE, PROTOCOL_VERSION } from '../streams/live/mod.ts';
import { DeviceLink, encodeFrame, type PacketDraft } from '../streams/sources/hj212/mod.ts';
import { formatCivilTime } from '../streams/contracts/civil-time.ts';
import { demoPartnerToken } from '../server/access/mod.ts';
import { openStore } from '../server/platform/store/mod.ts';
import { startGuanlan, tempDir, underLoad, until, type TestGuanlan } from './harness/mod.ts';

const RANDOM_BYTES = 100_000;
/** What the edge may grow by while all of it goes on. */
const GROWTH_MIB = 50;
/** A good client must be answered within this however loud the others are, ms. */
const PATIENCE_MS = 3_000;

let system: TestGuanlan;
let partner: string;
/** One good device, one good screen and one good HTTP client, from before the first attack until after the last. */
let device: DeviceLink;
let screen: LiveClient;
let slowestAck = 0;
let slowestAnswer = 0;
let beats = 0;
let offered = 0;
let busy: NodeJS.Timeout;
const troubles: string[] = [];
const pids: Record<string, number | null> = {};

const residentMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
const draft = (mn: string): PacketDraft => ({
  qn: `20261122${String((offered += 1)).padStart(9, '0')}`,
  st: '22',
  cn: '2011',
  pw: '123456',
  mn,
  flag: 5,
  cp: `DataTime=${formatCivilTime(Date.now(), 'Asia/Shanghai')};a34004-Rtd=35,a34004-Flag=N`,
});

/** A bare socket: what it heard, and whether the other side has ended it. */
interface Raw {
  readonly socket: Socket;
  heard(): string;
  closed(): boolean;
}
async function raw(port: number): Promise<Raw> {
  const chunks: Buffer[] = [];
  let closed = false;
  const socket = connect(port, '127.0.0.1');
  socket.on('data', (chunk) => {
    if (chunks.length < 64) chunks.push(chunk);
  });
  socket.on('error', () => {
    closed = true;
  });
  socket.on('close', () => {
    closed = true;
  });
  await new Promise<void>((done) => {
    socket.once('connect', () => done());
    socket.once('error', () => done());
  });
  return { socket, heard: () => Buffer.concat(chunks).toString('latin1'), closed: () => closed };
}
/** Sends it, waits a moment, cuts the socket, and tells what came back. */
async function throwAt(port: number, bytes: Buffer | string, ms = 250): Promise<{ heard: string; closed: boolean }> {
  const { socket, heard, closed } = await raw(port);
  socket.write(bytes);
  const until = performance.now() + ms;
  while (!closed() && performance.now() < until) await pause(10);
  const ended = closed();
  socket.destroy();
  return { heard: heard(), closed: ended };
}

before(async () => {
  const dataDir = tempDir('hostile');
  partner = demoPartnerToken({ dataDir }, Date.now());
  system = await startGuanlan({ GUANLAN_LOG_LEVEL: 'warn' }, { dataDir });
  device = new DeviceLink({
    host: '127.0.0.1',
    port: system.hj212Port,
    onAck: (ms) => {
      slowestAck = Math.max(slowestAck, ms);
    },
  });
  screen = new LiveClient({
    url: `ws://127.0.0.1:${system.livePort}/live`,
    topics: ['pulse', 'regions'],
    socket: (url) => new WebSocket(url),
  }).start();
  screen.subscribe(['pulse'], () => {
    beats += 1;
  });
  await until('a good screen is live', () => screen.link.phase === 'live' && beats > 0, 30_000);
  device.offer(draft('GOOD'));
  await until('a good device is acknowledged', () => device.counts.acked === 1);
  screen.onLink(({ phase }) => troubles.push(`screen ${phase}`));
  busy = setInterval(() => {
    device.offer(draft('GOOD'));
    const asked = performance.now();
    fetch(`${system.base}/api/public/city`, { signal: AbortSignal.timeout(underLoad(PATIENCE_MS)) }).then(
      async (answer) => {
        await answer.arrayBuffer();
        if (!answer.ok) troubles.push(`HTTP ${answer.status}`);
        slowestAnswer = Math.max(slowestAnswer, performance.now() - asked);
      },
      (error: unknown) => troubles.push(String(error)),
    );
  }, 100);
  for (const child of ['nats', 'store', 'work', 'edge']) pids[child] = system.pid(child);
  await pause(1_000);
  pids['before'] = residentMiB(pids['edge'] as number);
});

after(async () => {
  clearInterval(busy);
  screen.close();
  await device.close();
  await system.stop();
});

describe('whatever is sent to whichever port', { concurrency: false }, () => {
  test('100,000 random bytes on every port end with that connection', async () => {
    const store = new URL(system.store().url);
    const nats = new URL(system.nats().url);
    const ports = {
      http: system.httpPort,
      live: system.livePort,
      hj212: system.hj212Port,
      store: Number(store.port),
      nats: Number(nats.port),
    };
    for (const [name, port] of Object.entries(ports)) {
      for (let i = 0; i < 3; i += 1) {
        const { heard, closed } = await throwAt(port, randomBytes(RANDOM_BYTES), 1_500);
        if (name === 'http' || name === 'store') assert.match(heard, /^HTTP\/1\.1 400/, name);
        if (name === 'nats') assert.match(heard, /-ERR/, name);
        if (name !== 'hj212') assert.ok(closed, `${name} keeps a connection that speaks nonsense`);
      }
    }
  });

  test('HTTP: truncated, oversize and malformed requests are answered with a code or ended', async () => {
    const post = (body: string, type = 'application/json'): Promise<Response> =>
      fetch(`${system.base}/api/readings`, {
        method: 'POST',
        headers: { 'content-type': type, authorization: `Bearer ${partner}` },
        body,
      });
    for (const body of [
      '{',
      '[]',
      'null',
      '{"readings":',
      '\0'.repeat(100),
      JSON.stringify({ __proto__: 1, constructor: 1 }),
    ]) {
      const answer = await post(body);
      const told = (await answer.json()) as { code?: string; accepted?: number };
      // What can be taken apart gets a verdict per item, the rest a code.
      assert.ok(
        answer.status === 202 ? told.accepted === 0 : answer.status === 400 && /^GL_/.test(told.code ?? ''),
        `${body.slice(0, 20)}: ${answer.status} ${JSON.stringify(told)}`,
      );
    }
    const large = await post(`"${'a'.repeat(20 * 1024 ** 2)}"`).then(
      async (answer) => [answer.status, ((await answer.json()) as { code: string }).code],
      () => ['ended', ''],
    );
    assert.ok(large[0] === 'ended' || (large[0] === 413 && large[1] === 'GL_TOO_LARGE'), String(large));
    assert.match(
      (await throwAt(system.httpPort, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`, 1_000)).heard,
      /^HTTP\/1\.1 431/,
    );
    assert.match(
      (
        await throwAt(
          system.httpPort,
          'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
        )
      ).heard,
      /^HTTP\/1\.1 400/,
    );
    for (const path of [
      '/../../../etc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/wall/..%2f..%2fpackage.json',
      '/%00',
      '/%',
      '/api/stations/1e999',
      '/api/city?__proto__=1',
    ]) {
      const { heard } = await throwAt(
        system.httpPort,
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`,
      );
      assert.match(heard, /^HTTP\/1\.1 (400|404)/, path);
      assert.doesNotMatch(heard, /root:|"dependencies"/, path);
    }
  });

  test('live socket: every wrong message has its close code', async () => {
    const codeAfter = (send: (socket: WebSocket) => void): Promise<number> =>
      new Promise((done) => {
        const socket = new WebSocket(`ws://127.0.0.1:${system.livePort}/live`);
        socket.on('open', () => send(socket));
        socket.on('close', (code) => done(code));
        socket.on('error', () => undefined);
      });
    const subscribe = { type: 'subscribe', protocol: PROTOCOL_VERSION, topics: [] };
    for (const [what, send, code] of [
      ['not JSON', (s) => s.send('{'), CLOSE.badMessage.code],
      ['binary', (s) => s.send(randomBytes(1_000)), CLOSE.badMessage.code],
      [
        'a shape nobody knows',
        (s) =>
          s.send(
            JSON.stringify({
              type: 'subscribe',
              protocol: PROTOCOL_VERSION,
              topics: [{ name: {}, epoch: 'x', seq: -1 }],
            }),
          ),
        CLOSE.badMessage.code,
      ],
      ['a deep one', (s) => s.send('['.repeat(15_000)), CLOSE.badMessage.code],
      ['oversize', (s) => s.send('x'.repeat(20_000)), CLOSE.tooLarge.code],
      ['far oversize', (s) => s.send('x'.repeat(1_000_000)), 1006],
      ['another protocol', (s) => s.send(JSON.stringify({ ...subscribe, protocol: 99 })), CLOSE.version.code],
      [
        'a flood',
        (s) => {
          for (let i = 0; i < 500; i += 1) s.send(JSON.stringify(subscribe));
        },
        CLOSE.flood.code,
      ],
    ] as [string, (socket: WebSocket) => void, number][])
      assert.ok([code, 1009].includes(await codeAfter(send)), what);
  });

  test(
    'HJ 212: garbage, lengths that lie, cut frames and ' + 'hostile ids; frames between them are acknowledged',
    async () => {
      const { socket, heard, closed } = await raw(system.hj212Port);
      const hostile = [
        '..',
        '>',
        '*',
        'a b',
        'a.b.c',
        '%00',
        "'; DROP TABLE readings; --",
        'ü',
        'x'.repeat(300),
        '$JS.API.STREAM.DELETE.FRAMES',
        '\r\nPUB a 1\r\n',
      ];
      const frames = hostile.map((mn) => encodeFrame(draft(mn)));
      const good = encodeFrame(draft('BETWEEN'));
      for (const bytes of [
        Buffer.from('##9999'),
        randomBytes(2_000),
        Buffer.from('##0000\r\n'),
        Buffer.from('##-001QN=1'),
        good.subarray(0, 40),
        Buffer.from('\r\n'),
        ...frames,
        good,
      ])
        socket.write(bytes);
      await until('the good frame between', () => /CN=9014/.test(heard()) && heard().includes('MN=BETWEEN'), 10_000);
      assert.equal(closed(), false);
      socket.destroy();
      const flood = await raw(system.hj212Port);
      for (let i = 0; i < 400 && !flood.closed(); i += 1) {
        flood.socket.write(`##0010${'x'.repeat(10)}0000\r\n`);
        if (i % 50 === 0) await pause(5);
      }
      await until('a flood of broken frames is ended', flood.closed, 5_000);
    },
  );

  test('slow loris on every port: two hundred connections that never finish a sentence', async () => {
    const sentences: readonly [number, string][] = [
      [system.httpPort, 'GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-A'],
      [system.livePort, 'GET /live HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websoc'],
      [system.hj212Port, '##0123QN=2026112208'],
      [Number(new URL(system.store().url).port), 'POST /?query=SELECT HTTP/1.1\r\nContent-Length: 1000000\r\n\r\nx'],
    ];
    const all = await Promise.all(
      sentences.flatMap(([port, text]) =>
        Array.from({ length: 50 }, async () => {
          const slow = await raw(port);
          slow.socket.write(text);
          return slow;
        }),
      ),
    );
    for (let i = 0; i < 20; i += 1) {
      for (const { socket } of all) if (socket.writable) socket.write('a');
      await pause(100);
    }
    for (const { socket } of all) socket.destroy();
  });

  test('the private engines tell nothing to who has no token', async () => {
    const { url } = system.store();
    const answer = await fetch(`${url}/?query=${encodeURIComponent('SELECT * FROM guanlan.stations')}`);
    assert.ok([401, 403, 516].includes(answer.status), String(answer.status));
    assert.doesNotMatch(await answer.text(), /stack|\/server\//);
    const { heard, closed } = await throwAt(
      Number(new URL(system.nats().url).port),
      'CONNECT {"verbose":false}\r\nSUB > 1\r\nPING\r\n',
      4_000,
    );
    assert.match(heard, /Authorization Violation/);
    assert.ok(closed);
  });

  test('nobody else noticed: same processes, memory bounded, good clients served in time', async () => {
    const acked = device.counts.acked;
    const seen = beats;
    await until('the good device goes on', () => device.counts.acked > acked + 3, PATIENCE_MS);
    await until('the good screen goes on', () => beats > seen, PATIENCE_MS);
    assert.deepEqual(troubles, []);
    for (const child of ['nats', 'store', 'work', 'edge'])
      assert.equal(system.pid(child), pids[child], `${child} was started again`);
    assert.ok(
      slowestAck < underLoad(PATIENCE_MS) && slowestAnswer < underLoad(PATIENCE_MS),
      `slowest 9014 ${slowestAck.toFixed(0)} ms, slowest answer ${slowestAnswer.toFixed(0)} ms`,
    );
    assert.deepEqual(
      {
        dropped: device.counts.dropped,
        resent: device.counts.resent,
        connects: device.counts.connects,
        differed: screen.figures.differed,
      },
      { dropped: 0, resent: 0, connects: 1, differed: 0 },
    );
    await pause(500);
    const grown = residentMiB(pids['edge'] as number) - (pids['before'] as number);
    assert.ok(grown < GROWTH_MIB, `the edge grew by ${grown.toFixed(0)} MiB`);
    const store = await openStore(system.store());
    // Hostile names became rows like any others, and every table is still there.
    await until(
      'what came is kept',
      async () =>
        Number((await store.rows<{ n: string }>('history', 'SELECT count() AS n FROM unregistered'))[0]?.n) >= 2,
      10_000,
    );
    await store.close();
  });
});
