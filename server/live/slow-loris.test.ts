import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { underLoad } from '../../test/harness/mod.ts';
import type { TransportHandlers } from './transport.ts';
import { openUwsTransport } from './transport-uws.ts';
import { openWsTransport } from './transport-ws.ts';

/** Milliseconds within which a connection that does not get to the point is ended. */
const WITHIN = 16_000;
const HANDLERS: TransportHandlers = {
  open: () => undefined,
  message: () => undefined,
  drain: () => undefined,
  close: () => undefined,
  http: () => ({ status: 200, type: 'text/plain', body: 'alive' }),
};

describe('a connection that never gets to the point', { concurrency: true }, () => {
  for (const open of [openUwsTransport, openWsTransport]) {
    test(`is ended, and others are served meanwhile: ${open.name}`, async () => {
      const transport = await open(
        { host: '127.0.0.1', port: 0, tls: null, maxPayload: 1024, maxBackpressure: 1024 * 1024, idleSeconds: 8 },
        HANDLERS,
      );
      const ends = ['', 'GET / HTTP/1.1\r\nHost: a\r\nX-', 'GET /'].map(
        (start) =>
          new Promise<number>((done) => {
            const began = performance.now();
            const socket = connect(transport.port, '127.0.0.1', () => socket.write(start));
            const limit = setTimeout(() => socket.destroy(), underLoad(WITHIN) + 4000);
            socket
              .on('error', () => undefined)
              .on('data', () => undefined)
              .once('close', () => {
                clearTimeout(limit);
                done(performance.now() - began);
              });
          }),
      );
      assert.equal(await (await fetch(`http://127.0.0.1:${transport.port}/healthz`)).text(), 'alive');
      for (const ms of await Promise.all(ends)) assert.ok(ms < underLoad(WITHIN), `${ms} ms`);
      await transport.close();
    });
  }
});
