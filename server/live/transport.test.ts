import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { tempDir, until } from '../../test/harness/mod.ts';
import type { OpenTransport, TransportHandlers, TransportOptions, TransportSocket } from './transport.ts';
import { openUwsTransport } from './transport-uws.ts';
import { openWsTransport } from './transport-ws.ts';

const OPTIONS: TransportOptions = {
  host: '127.0.0.1',
  port: 0,
  tls: null,
  maxPayload: 64 * 1024,
  maxBackpressure: 1024 * 1024,
  idleSeconds: 8,
};

function record(): TransportHandlers & {
  sockets: TransportSocket[];
  messages: (string | null)[];
  drains: number;
  closed: TransportSocket[];
} {
  const log = {
    sockets: [] as TransportSocket[],
    messages: [] as (string | null)[],
    drains: 0,
    closed: [] as TransportSocket[],
    open: (socket: TransportSocket) => {
      log.sockets.push(socket);
    },
    message: (_socket: TransportSocket, text: string | null) => {
      log.messages.push(text);
    },
    drain: () => {
      log.drains += 1;
    },
    close: (socket: TransportSocket) => {
      log.closed.push(socket);
    },
    http: (path: string) => ({ status: path === '/healthz' ? 200 : 404, type: 'text/plain', body: path }),
  };
  return log;
}

const opened = (client: WebSocket): Promise<void> =>
  new Promise((done, failed) => {
    client.once('open', done);
    client.once('error', failed);
  });
const ended = (client: WebSocket): Promise<{ code: number; reason: string }> =>
  new Promise((done) => {
    client.on('error', () => undefined);
    client.once('close', (code, reason) => done({ code, reason: String(reason) }));
  });

for (const [name, open] of [
  ['uWebSockets.js', openUwsTransport],
  ['ws', openWsTransport],
] as [string, OpenTransport][]) {
  describe(`transport on ${name}`, { concurrency: false }, () => {
    test('carries text and binary both ways, with the request it came by', async () => {
      const log = record();
      const transport = await open(OPTIONS, log);
      const client = new WebSocket(`ws://127.0.0.1:${transport.port}/live?x=1`, {
        headers: { cookie: 'a=b', origin: 'http://127.0.0.1' },
      });
      const heard: (string | number)[] = [];
      client.on('message', (bytes: Buffer, isBinary) => heard.push(isBinary ? bytes.length : bytes.toString()));
      await opened(client);
      await until('socket', () => log.sockets.length === 1);
      const [socket] = log.sockets;
      assert.deepEqual(
        [
          socket!.request.path,
          socket!.request.cookie,
          socket!.request.origin,
          socket!.request.authorization,
          socket!.request.forwarded,
        ],
        ['/live', 'a=b', 'http://127.0.0.1', undefined, undefined],
      );
      assert.equal(socket!.request.host, `127.0.0.1:${transport.port}`);
      socket!.cork(() => {
        assert.ok(socket!.send('观澜'));
        assert.ok(socket!.send(new Uint8Array(1000)));
      });
      client.send('你好');
      client.send(Buffer.from([1]));
      await until('both heard', () => heard.length === 2 && log.messages.length === 2);
      assert.deepEqual(
        [heard, log.messages],
        [
          ['观澜', 1000],
          ['你好', null],
        ],
      );
      client.close();
      await until('closed', () => log.closed.length === 1);
      assert.equal(socket!.open, false);
      assert.equal(socket!.send('late'), false);
      socket!.close(4000, 'late');
      socket!.cork(() => assert.equal(socket!.send('late'), false));
      await transport.close();
    });

    test('closes with code and reason, and reports each close once', async () => {
      const log = record();
      const transport = await open(OPTIONS, {
        ...log,
        open: (socket) => {
          log.open(socket);
          socket.close(4001, 'not authorized');
        },
      });
      assert.deepEqual(await ended(new WebSocket(`ws://127.0.0.1:${transport.port}/`)), {
        code: 4001,
        reason: 'not authorized',
      });
      await until('closed', () => log.closed.length === 1);
      await sleep(50);
      assert.equal(log.closed.length, 1);
      await transport.close();
    });

    test('ends a socket that sends more than the bound, and others live on', async () => {
      const log = record();
      const transport = await open(OPTIONS, log);
      const [good, bad] = [
        new WebSocket(`ws://127.0.0.1:${transport.port}/`),
        new WebSocket(`ws://127.0.0.1:${transport.port}/`),
      ];
      await Promise.all([opened(good), opened(bad)]);
      bad.send('x'.repeat(OPTIONS.maxPayload + 1));
      assert.ok([1006, 1009].includes((await ended(bad)).code));
      good.send('still here');
      await until('message', () => log.messages.includes('still here'));
      assert.equal(log.messages.length, 1);
      good.close();
      await transport.close();
    });

    test(
      'a stopped reader is known by its buffer, drains when it reads again, and is ' + 'closed where it never does',
      async () => {
        const log = record();
        const transport = await open(OPTIONS, log);
        const client = new WebSocket(`ws://127.0.0.1:${transport.port}/`);
        let received = 0;
        client.on('message', (bytes: Buffer) => {
          received += bytes.length;
        });
        await opened(client);
        await until('socket', () => log.sockets.length === 1);
        const [socket] = log.sockets;
        client.pause();
        const block = new Uint8Array(128 * 1024);
        let sent = 0;
        // The kernel takes some megabytes first; then the buffer grows.
        for (let i = 0; i < 400 && socket!.buffered() < 512 * 1024; i += 1) {
          assert.ok(socket!.send(block));
          sent += block.length;
          await sleep(1);
        }
        assert.ok(socket!.buffered() >= 512 * 1024);
        client.resume();
        await until('all received', () => received === sent);
        await until('drained', () => log.drains > 0 && socket!.buffered() === 0);
        client.pause();
        let taken = 0;
        while (socket!.send(block) && taken < 400) {
          taken += 1;
          await sleep(1);
        }
        assert.ok(taken < 400);
        client.terminate();
        await until('closed', () => log.closed.length === 1);
        await transport.close();
      },
    );

    test('answers plain HTTP, refuses other methods, and bytes of any kind leave it alive', async () => {
      const log = record();
      const transport = await open(OPTIONS, log);
      const at = `http://127.0.0.1:${transport.port}`;
      const answer = await fetch(`${at}/healthz`);
      assert.deepEqual([answer.status, await answer.text()], [200, '/healthz']);
      assert.equal((await fetch(`${at}/x`)).status, 404);
      assert.equal((await fetch(`${at}/healthz`, { method: 'DELETE' })).status, 405);
      await Promise.all(
        Array.from(
          { length: 20 },
          (_, i) =>
            new Promise<void>((done) => {
              const raw = connect(transport.port, '127.0.0.1', () =>
                raw.end(Buffer.from(Array.from({ length: 5000 }, (__, k) => (k * 7919 + i * 104729) % 256))),
              );
              raw.on('error', () => undefined);
              raw.on('data', () => undefined);
              raw.once('close', () => done());
            }),
        ),
      );
      assert.equal((await fetch(`${at}/healthz`)).status, 200);
      await transport.close();
    });

    test('a taken port is said so', async () => {
      const first = await open(OPTIONS, record());
      await assert.rejects(open({ ...OPTIONS, port: first.port }, record()), { code: 'GL_PORT_TAKEN' });
      await first.close();
    });

    test('a port whose screens it closed itself is free again at once', async () => {
      const log = record();
      let transport = await open(OPTIONS, log);
      const { port } = transport;
      for (let round = 0; round < 3; round += 1) {
        const clients = Array.from({ length: 5 }, () => new WebSocket(`ws://127.0.0.1:${port}/`));
        await Promise.all(clients.map(opened));
        const ends = Promise.all(clients.map(ended));
        for (const socket of log.sockets) socket.close(4000, 'hub is closing');
        assert.deepEqual(
          (await ends).map(({ code }) => code),
          Array<number>(5).fill(4000),
        );
        await transport.close();
        transport = await open({ ...OPTIONS, port }, log);
      }
      await transport.close();
    });

    test('speaks TLS with a certificate and a key given as text', async () => {
      const directory = tempDir('tls');
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
          '-keyout',
          join(directory, 'key'),
          '-out',
          join(directory, 'cert'),
        ],
        { stdio: 'ignore' },
      );
      const log = record();
      const transport = await open(
        {
          ...OPTIONS,
          tls: {
            certificate: readFileSync(join(directory, 'cert'), 'utf8'),
            key: readFileSync(join(directory, 'key'), 'utf8'),
          },
        },
        log,
      );
      const client = new WebSocket(`wss://localhost:${transport.port}/`, { rejectUnauthorized: false });
      await opened(client);
      client.send('secret');
      await until('message', () => log.messages[0] === 'secret');
      client.close();
      await transport.close();
    });
  });
}
