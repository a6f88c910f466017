import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Engine } from './engine.ts';
import { Refusal } from './refusal.ts';
import { BodyTooLarge, type Spool } from './spool.ts';
import { StatementRunner } from './statement-runner.ts';
import { kindOf, splitStatements } from './statement.ts';
import type { Lane } from './store.ts';

/** Bounds of one request. */
export const MAX_BODY_BYTES = 64 * 1024 ** 2;
const MAX_QUERY_BYTES = 4 * 1024 ** 2;

const same = (a: string, b: string): boolean => {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length > 0 && left.length === right.length && timingSafeEqual(left, right);
};

function passwordOf(request: IncomingMessage): string {
  const key = request.headers['x-clickhouse-key'];
  if (typeof key === 'string') return key;
  const [scheme, value = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'basic') return '';
  const text = Buffer.from(value, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}

async function textOf(request: IncomingMessage, bound: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bound) throw new Refusal(413, 164, 'TOO_LARGE', `A statement is at most ${bound} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const INSERT_WITH_BODY = /^(INSERT\s+INTO\s+[\s\S]+?)\s+FORMAT\s+([A-Za-z]\w*)\s*;?\s*$/i;

export interface StoreFigures {
  readonly depth: Readonly<Record<Lane, number>>;
  readonly statements: number;
  readonly refused: number;
  readonly inserted: number;
}

export interface StoreHttp {
  readonly server: Server;
  figures(): StoreFigures;
}

function succeed(response: ServerResponse, url: URL, bytes: Uint8Array, format: string, elapsed: number): void {
  response
    .writeHead(200, {
      'Content-Type': format.startsWith('JSON') ? 'application/json; charset=UTF-8' : 'application/octet-stream',
      'Content-Length': bytes.byteLength,
      'X-ClickHouse-Format': format,
      'X-ClickHouse-Query-Id': url.searchParams.get('query_id') ?? '',
      'X-ClickHouse-Summary': JSON.stringify({
        elapsed_ns: String(Math.round(elapsed * 1e6)),
        result_bytes: String(bytes.byteLength),
      }),
    })
    .end(bytes);
}

/**
 * Answers with the error.
 * @returns whether the engine itself has failed
 */
function refuse(request: IncomingMessage, response: ServerResponse, error: Error): boolean {
  const tooLarge = error instanceof BodyTooLarge;
  const text = tooLarge ? `Code: 164. DB::Exception: A body is at most ${error.message}. (TOO_LARGE)` : error.message;
  const code = /Code: (\d+)/.exec(text)?.[1] ?? '1002';
  const status = error instanceof Refusal ? error.status : tooLarge ? 413 : code === '60' || code === '81' ? 404 : 500;
  if (!response.headersSent && !response.destroyed) {
    // What is left of the body is not read: the connection closes after the answer.
    const unread = request.complete ? {} : { Connection: 'close' };
    response
      .writeHead(status, {
        'Content-Type': 'text/plain; charset=UTF-8',
        'X-ClickHouse-Exception-Code': code,
        ...unread,
      })
      .end(`${text}\n`);
    if (!request.complete) request.resume();
  }
  // 236 ABORTED: the engine has shut itself down inside this process.
  return code === '236';
}

/**
 * ClickHouse's HTTP interface in front of the embedded engine: the subset `@clickhouse/client` uses.
 * @param fatal called when the engine itself has failed and only a new process helps
 */
export function createStoreHttp(engine: Engine, spool: Spool, token: string, fatal: (error: Error) => void): StoreHttp {
  const runner = new StatementRunner(engine, spool);
  let statements = 0;
  let refused = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://store');
    if (request.method === 'GET' && url.pathname === '/ping') {
      response.writeHead(200, { 'Content-Type': 'text/plain' }).end('Ok.\n');
      return;
    }
    if (!same(passwordOf(request), token))
      throw new Refusal(403, 516, 'AUTHENTICATION_FAILED', 'default: Authentication failed');
    if (url.pathname !== '/') throw new Refusal(404, 73, 'UNKNOWN_FORMAT', 'There is no such path');
    statements += 1;
    const started = performance.now();
    const inUrl = url.searchParams.get('query') ?? '';
    const insert = request.method === 'POST' ? INSERT_WITH_BODY.exec(splitStatements(inUrl)[0] ?? '') : null;
    let bytes: Uint8Array;
    let format = 'Null';
    if (insert) {
      bytes = await runner.insertBody(request, url, insert[1] ?? '', insert[2] ?? '');
    } else {
      const body = request.method === 'POST' ? await textOf(request, MAX_QUERY_BYTES) : '';
      const sql = [inUrl, body].filter(Boolean).join('\n');
      if (request.method !== 'POST' && kindOf(sql) !== 'output')
        throw new Refusal(405, 164, 'READONLY', 'Only a question may be asked by GET');
      ({ bytes, format } = await runner.statement(request, url, sql));
    }
    succeed(response, url, bytes, format, performance.now() - started);
  };

  const server = createServer(
    { keepAliveTimeout: 65_000, requestTimeout: 120_000, maxHeaderSize: 1024 * 1024 },
    (request, response) => {
      answer(request, response).catch((error: Error) => {
        refused += 1;
        if (refuse(request, response, error)) fatal(error);
      });
    },
  );
  server.maxConnections = 256;
  return { server, figures: () => ({ depth: runner.depth(), statements, refused, inserted: runner.inserted }) };
}
