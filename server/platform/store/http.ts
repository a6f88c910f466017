import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Engine } from './engine.ts';
import { LANE_LIMITS, LANES, openLaneQueue } from './lane.ts';
import { bindParameters, quoteText } from './parameters.ts';
import { BodyTooLarge, type Spool } from './spool.ts';
import { endsWithSettings, kindOf, splitFormat, splitStatements, valuesOnOneLine } from './statement.ts';
import type { Lane } from './store.ts';

/** Bounds of one request. */
export const MAX_BODY_BYTES = 64 * 1024 ** 2;
const MAX_QUERY_BYTES = 4 * 1024 ** 2;
const MAX_RESULT_BYTES = 256 * 1024 ** 2;
/** Header that names the lane; a ClickHouse server ignores it. */
const LANE_HEADER = 'x-guanlan-lane';

/** URL parameters that are not settings. */
const NOT_SETTINGS = new Set([
  'query',
  'query_id',
  'database',
  'session_id',
  'session_timeout',
  'role',
  'default_format',
  'user',
  'password',
  'lane',
]);
/** Settings of the HTTP layer itself. */
const HTTP_SETTINGS = new Set([
  'enable_http_compression',
  'http_headers_progress_interval_ms',
  'send_progress_in_http_headers',
  'wait_end_of_query',
  'cancel_http_readonly_queries_on_client_close',
  'buffer_size',
]);
/** One block, so that an insert is one part per partition and never half there. */
const WHOLE_INSERT = [
  'async_insert = 0',
  'use_structure_from_insertion_table_in_table_functions = 1',
  'max_threads = 1',
  'max_insert_threads = 1',
  'max_block_size = 1048576',
  'min_insert_block_size_rows = 16777216',
  'min_insert_block_size_bytes = 1073741824',
  'max_partitions_per_insert_block = 1000',
].join(', ');

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, code: number, name: string, text: string) {
    super(`Code: ${code}. DB::Exception: ${text}. (${name})`);
    this.status = status;
  }
}

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

function settingsOf(url: URL): string {
  const settings: string[] = [];
  for (const [name, value] of url.searchParams) {
    if (NOT_SETTINGS.has(name) || HTTP_SETTINGS.has(name) || name.startsWith('param_')) continue;
    if (!/^\w+$/.test(name)) throw new Refusal(400, 115, 'UNKNOWN_SETTING', 'Unknown setting');
    settings.push(`${name} = ${/^-?\d+(\.\d+)?$/.test(value) ? value : quoteText(value)}`);
  }
  return settings.join(', ');
}

/**
 * The statement as it goes to the engine, and the format of its answer. Settings go into the statement, never `SET`.
 */
function compose(sql: string, url: URL, settings: string): { text: string; format: string } {
  const statements = splitStatements(sql);
  if (statements.length !== 1)
    throw new Refusal(
      400,
      62,
      'SYNTAX_ERROR',
      statements.length === 0 ? 'Empty query' : 'Multi-statements are not allowed',
    );
  const sent = new Map(
    [...url.searchParams].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), value]),
  );
  const { text, format } = splitFormat(bindParameters(statements[0] as string, sent));
  const wanted = format ?? url.searchParams.get('default_format') ?? 'TabSeparated';
  const kind = kindOf(text);
  if (kind === 'output') {
    const bounded = [settings, `max_result_bytes = ${MAX_RESULT_BYTES}`].filter(Boolean).join(', ');
    return { text: `${text}\nFORMAT ${wanted} SETTINGS ${bounded}`, format: wanted };
  }
  if (kind === 'insert') {
    const own = ['async_insert = 0', settings].filter(Boolean).join(', ');
    const inline = valuesOnOneLine(text, own);
    if (inline !== null) return { text: inline, format: wanted };
    return { text: `${text}${endsWithSettings(text) ? ', ' : '\nSETTINGS '}${own}`, format: wanted };
  }
  return { text, format: wanted };
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

/**
 * ClickHouse's HTTP interface in front of the embedded engine: the subset `@clickhouse/client` uses.
 * @param fatal called when the engine itself has failed and only a new process helps
 */
export function createStoreHttp(engine: Engine, spool: Spool, token: string, fatal: (error: Error) => void): StoreHttp {
  const queues = new Map(LANES.map((lane) => [lane, openLaneQueue(LANE_LIMITS[lane].queue)]));
  let statements = 0;
  let refused = 0;
  let inserted = 0;

  const laneOf = (request: IncomingMessage, url: URL, fallback: Lane): Lane => {
    const asked = String(request.headers[LANE_HEADER] ?? url.searchParams.get('lane') ?? fallback);
    return LANES.find((lane) => lane === asked) ?? fallback;
  };

  const admit = (lane: Lane) => {
    const queue = queues.get(lane) as ReturnType<typeof openLaneQueue>;
    if (queue.isFull)
      throw new Refusal(503, 202, 'TOO_MANY_SIMULTANEOUS_QUERIES', `Too many statements wait in lane ${lane}`);
    return queue;
  };

  const insertBody = async (request: IncomingMessage, url: URL, head: string, format: string): Promise<Uint8Array> => {
    admit(laneOf(request, url, 'write'));
    const { path, bytes } = await spool.take(request);
    try {
      if (bytes === 0) return new Uint8Array();
      const sent = new Map(
        [...url.searchParams]
          .filter(([name]) => name.startsWith('param_'))
          .map(([name, value]) => [name.slice(6), value]),
      );
      const own = [WHOLE_INSERT, settingsOf(url)].filter(Boolean).join(', ');
      const text = `${bindParameters(head, sent)} SELECT * FROM file(${quoteText(path)}, ${quoteText(format)})
          SETTINGS ${own}`;
      const queue = admit(laneOf(request, url, 'write'));
      const result = await queue.run(() =>
        engine.run(laneOf(request, url, 'write'), text, 'Null', url.searchParams.get('database') ?? 'default'),
      );
      inserted += bytes;
      return result;
    } finally {
      await spool.remove(path);
    }
  };

  const statement = async (
    request: IncomingMessage,
    url: URL,
    sql: string,
  ): Promise<{ bytes: Uint8Array; format: string }> => {
    const lane = laneOf(request, url, kindOf(sql) === 'output' ? 'history' : 'write');
    const { text, format } = compose(sql, url, settingsOf(url));
    const queue = admit(lane);
    const bytes = await queue.run(() => {
      // Nobody waits for it any more: an engine call cannot be called off once it runs, but this one has not begun.
      if (request.destroyed && !request.complete)
        return Promise.reject(new Refusal(499, 394, 'QUERY_WAS_CANCELLED', 'The client went away'));
      return engine.run(lane, text, format, url.searchParams.get('database') ?? 'default');
    });
    return { bytes, format };
  };

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
      bytes = await insertBody(request, url, insert[1] as string, insert[2] as string);
    } else {
      const body = request.method === 'POST' ? await textOf(request, MAX_QUERY_BYTES) : '';
      const sql = [inUrl, body].filter(Boolean).join('\n');
      if (request.method !== 'POST' && kindOf(sql) !== 'output')
        throw new Refusal(405, 164, 'READONLY', 'Only a question may be asked by GET');
      ({ bytes, format } = await statement(request, url, sql));
    }
    response
      .writeHead(200, {
        'Content-Type': format.startsWith('JSON') ? 'application/json; charset=UTF-8' : 'application/octet-stream',
        'Content-Length': bytes.byteLength,
        'X-ClickHouse-Format': format,
        'X-ClickHouse-Query-Id': url.searchParams.get('query_id') ?? '',
        'X-ClickHouse-Summary': JSON.stringify({
          elapsed_ns: String(Math.round((performance.now() - started) * 1e6)),
          result_bytes: String(bytes.byteLength),
        }),
      })
      .end(bytes);
  };

  const refuse = (request: IncomingMessage, response: ServerResponse, error: Error): void => {
    refused += 1;
    const tooLarge = error instanceof BodyTooLarge;
    const text = tooLarge ? `Code: 164. DB::Exception: A body is at most ${error.message}. (TOO_LARGE)` : error.message;
    const code = /Code: (\d+)/.exec(text)?.[1] ?? '1002';
    const status =
      error instanceof Refusal ? error.status : tooLarge ? 413 : code === '60' || code === '81' ? 404 : 500;
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
    if (code === '236') fatal(error);
  };

  const server = createServer(
    { keepAliveTimeout: 65_000, requestTimeout: 120_000, maxHeaderSize: 1024 * 1024 },
    (request, response) => {
      answer(request, response).catch((error: Error) => refuse(request, response, error));
    },
  );
  server.maxConnections = 256;
  return {
    server,
    figures: () => ({
      depth: Object.fromEntries([...queues].map(([lane, queue]) => [lane, queue.depth])) as Record<Lane, number>,
      statements,
      refused,
      inserted,
    }),
  };
}
