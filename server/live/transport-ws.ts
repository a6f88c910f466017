/** The hub's sockets on `ws` over Node's own HTTP server: where the binary of uWebSockets.js does not load. */
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { CLOSE } from '../../streams/live/mod.ts';
import type { OpenTransport, TransportSocket, UpgradeRequest } from './transport.ts';

/** Milliseconds a client may take for the HTTP part; slower ones are cut. */
const HEADERS_TIMEOUT = 10_000;
/** Buffered bytes below which a socket counts as drained. */
const DRAINED = 16 * 1024;

export const openWsTransport: OpenTransport = async (options, handlers) => {
  const timeouts = {
    headersTimeout: HEADERS_TIMEOUT,
    requestTimeout: HEADERS_TIMEOUT,
    connectionsCheckingInterval: 1000,
  };
  const server = options.tls
    ? createHttps({ ...timeouts, cert: options.tls.certificate, key: options.tls.key })
    : createHttp(timeouts);
  server.on('request', (request, response) => {
    if (request.method !== 'GET') {
      response.writeHead(405, { connection: 'close' }).end();
      return;
    }
    const answer = handlers.http(new URL(request.url ?? '/', 'http://hub').pathname);
    response.writeHead(answer.status, { 'content-type': answer.type, 'cache-control': 'no-store' }).end(answer.body);
  });

  const sockets = new WebSocketServer({
    server,
    maxPayload: options.maxPayload,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const answered = new WeakSet<WebSocket>();
  sockets.on('connection', (ws, request) => {
    const socket = new WsSocket(ws, upgradeRequest(request), options.maxBackpressure, () => handlers.drain(socket));
    answered.add(ws);
    ws.on('pong', () => answered.add(ws));
    ws.on('message', (bytes, isBinary) => {
      answered.add(ws);
      if (socket.open) handlers.message(socket, isBinary ? null : String(bytes));
    });
    // Without a listener a broken frame would end the process; `close` follows.
    ws.on('error', () => undefined);
    ws.on('close', () => {
      socket.open = false;
      handlers.close(socket);
    });
    handlers.open(socket);
  });

  const pings = setInterval(() => {
    for (const ws of sockets.clients) {
      if (!answered.delete(ws)) ws.terminate();
      else ws.ping();
    }
  }, options.idleSeconds * 500);

  try {
    await new Promise<void>((listening, failed) => {
      server.once('error', failed);
      sockets.on('error', failed);
      server.listen({ host: options.host, port: options.port, exclusive: true }, listening);
    });
  } catch (error) {
    clearInterval(pings);
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new GuanlanError('GL_PORT_TAKEN', `${options.host}:${options.port}`, { cause: error });
    throw error;
  }
  return {
    kind: 'ws',
    port: (server.address() as AddressInfo).port,
    close: async () => {
      clearInterval(pings);
      for (const ws of sockets.clients) ws.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((done) => {
        server.close(done);
      });
    },
  };
};

class WsSocket implements TransportSocket {
  open = true;
  readonly request: UpgradeRequest;
  readonly #ws: WebSocket;
  readonly #limit: number;
  readonly #drained: () => void;

  constructor(ws: WebSocket, request: UpgradeRequest, limit: number, drained: () => void) {
    this.#ws = ws;
    this.request = request;
    this.#limit = limit;
    this.#drained = drained;
  }

  buffered(): number {
    return this.#ws.bufferedAmount;
  }

  send(message: string | Uint8Array): boolean {
    if (!this.open || this.#ws.readyState !== this.#ws.OPEN) return false;
    if (this.#ws.bufferedAmount + message.length > this.#limit) {
      this.close(CLOSE.tooSlow.code, CLOSE.tooSlow.reason);
      return false;
    }
    this.#ws.send(message, { binary: typeof message !== 'string' }, (error) => {
      if (!error && this.open && this.#ws.bufferedAmount <= DRAINED) this.#drained();
    });
    return true;
  }

  cork(sends: () => void): void {
    sends();
  }

  close(code: number, reason: string): void {
    if (this.open) this.#ws.close(code, reason);
  }
}

function upgradeRequest(request: IncomingMessage): UpgradeRequest {
  const header = (name: string): string | undefined => {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return {
    path: new URL(request.url ?? '/', 'http://hub').pathname,
    remote: request.socket.remoteAddress ?? '',
    authorization: header('authorization'),
    cookie: header('cookie'),
    host: header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    forwarded: header('forwarded') ?? header('x-forwarded-for') ?? header('via'),
  };
}
