/**
 * The hub's sockets on uWebSockets.js. Its traps, and what stands against them here: writing after close throws
 * (`open` is asked first); a full buffer skips messages in silence (`send` closes instead); an asynchronous HTTP
 * answer without an abort handler ends the process (every answer is synchronous); ports are shared by default (looked
 * at first).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Uws from 'uWebSockets.js';
import type { HttpRequest, WebSocket, us_listen_socket } from 'uWebSockets.js';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { CLOSE } from '../../streams/live/mod.ts';
import type { OpenTransport, TransportSocket, UpgradeRequest } from './transport.ts';

/** The library's types leave out this constant. */
interface WithDisabled {
  readonly DISABLED: number;
}

interface SocketData {
  request: UpgradeRequest;
  socket: UwsSocket | null;
}

/** Rejects where the binary does not load on this platform. */
export const openUwsTransport: OpenTransport = async (options, handlers) => {
  const uws = (await import('uWebSockets.js')) as typeof Uws & WithDisabled;
  const app = options.tls ? withFiles(options.tls, (files) => uws.SSLApp(files)) : uws.App();
  app.ws<SocketData>('/*', {
    maxPayloadLength: options.maxPayload,
    maxBackpressure: options.maxBackpressure,
    idleTimeout: options.idleSeconds,
    sendPingsAutomatically: true,
    compression: uws.DISABLED,
    upgrade: (res, req, context) => {
      const data: SocketData = { request: upgradeRequest(req, textOf(res.getRemoteAddressAsText())), socket: null };
      res.upgrade(
        data,
        req.getHeader('sec-websocket-key'),
        req.getHeader('sec-websocket-protocol'),
        req.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (ws) => {
      const data = ws.getUserData();
      data.socket = new UwsSocket(ws, data.request, options.maxBackpressure);
      handlers.open(data.socket);
    },
    message: (ws, message, isBinary) => {
      const { socket } = ws.getUserData();
      if (socket?.open) handlers.message(socket, isBinary ? null : textOf(message));
    },
    drain: (ws) => {
      const { socket } = ws.getUserData();
      if (socket?.open) handlers.drain(socket);
    },
    close: (ws) => {
      const { socket } = ws.getUserData();
      if (!socket) return;
      socket.open = false;
      handlers.close(socket);
    },
  });
  app.get('/*', (res, req) => {
    const answer = handlers.http(req.getUrl());
    res.cork(() => {
      res
        .writeStatus(String(answer.status))
        .writeHeader('content-type', answer.type)
        .writeHeader('cache-control', 'no-store')
        .end(answer.body);
    });
  });
  app.any('/*', (res) => {
    res.writeStatus('405').end('', true);
  });

  if (options.port !== 0) await assertFree(options.host, options.port);
  // Given 0 the library makes a socket whose port cannot be taken again for a minute after its screens were closed.
  const port = options.port || (await anyFree(options.host));
  const listening = await new Promise<us_listen_socket | false>((done) => {
    app.listen(options.host, port, done);
  });
  if (listening === false) {
    app.close();
    throw new GuanlanError('GL_PORT_TAKEN', `${options.host}:${port}`);
  }
  return {
    kind: 'uws',
    port: uws.us_socket_local_port(listening),
    close: () => {
      app.close();
      return Promise.resolve();
    },
  };
};

class UwsSocket implements TransportSocket {
  open = true;
  readonly request: UpgradeRequest;
  readonly #ws: WebSocket<SocketData>;
  readonly #limit: number;

  constructor(ws: WebSocket<SocketData>, request: UpgradeRequest, limit: number) {
    this.#ws = ws;
    this.request = request;
    this.#limit = limit;
  }

  buffered(): number {
    return this.open ? this.#ws.getBufferedAmount() : 0;
  }

  send(message: string | Uint8Array): boolean {
    if (!this.open) return false;
    if (
      this.#ws.getBufferedAmount() + message.length > this.#limit ||
      this.#ws.send(message, typeof message !== 'string') === 2
    ) {
      this.close(CLOSE.tooSlow.code, CLOSE.tooSlow.reason);
      return false;
    }
    return true;
  }

  cork(sends: () => void): void {
    if (this.open) this.#ws.cork(sends);
  }

  close(code: number, reason: string): void {
    if (this.open) this.#ws.end(code, reason);
  }
}

/**
 * The library shares its port with any other that does the same, and two hubs on one port would each get half of the
 * screens: so a port that answers is taken. Its own exclusive option, and a trial bind, would call a port taken for
 * another minute whose last screens the hub itself closed.
 */
async function assertFree(host: string, port: number): Promise<void> {
  const answers = await new Promise<boolean>((done) => {
    const probe = connect({ host, port, timeout: 1000 });
    const end = (answer: boolean): void => {
      probe.destroy();
      done(answer);
    };
    probe
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
  if (answers) throw new GuanlanError('GL_PORT_TAKEN', `${host}:${port}`);
}

async function anyFree(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening, failed) => {
    probe.once('error', failed).listen({ host, port: 0 }, listening);
  });
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => {
    probe.close(closed);
  });
  return port;
}

function textOf(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('utf8');
}

function upgradeRequest(req: HttpRequest, remote: string): UpgradeRequest {
  const header = (name: string): string | undefined => req.getHeader(name) || undefined;
  return {
    path: req.getUrl(),
    remote,
    authorization: header('authorization'),
    cookie: header('cookie'),
    host: header('host'),
    origin: header('origin'),
    fetchSite: header('sec-fetch-site'),
    forwarded: header('forwarded') ?? header('x-forwarded-for') ?? header('via'),
  };
}

/** The library reads certificate and key from files; they live only while it does so. */
function withFiles<T>(
  tls: { certificate: string; key: string },
  use: (files: { cert_file_name: string; key_file_name: string }) => T,
): T {
  const directory = mkdtempSync(join(tmpdir(), 'guanlan-tls-'));
  try {
    const files = { cert_file_name: join(directory, 'cert.pem'), key_file_name: join(directory, 'key.pem') };
    writeFileSync(files.cert_file_name, tls.certificate, { mode: 0o600 });
    writeFileSync(files.key_file_name, tls.key, { mode: 0o600 });
    return use(files);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
