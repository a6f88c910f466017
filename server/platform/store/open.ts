import { Readable } from 'node:stream';
import {
  ClickHouseError,
  ClickHouseLogLevel,
  createClient,
  type ClickHouseClient,
  type ClickHouseSettings,
} from '@clickhouse/client';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { LANE_LIMITS, LANES } from './lane.ts';
import type { Lane, Parameters, Store } from './store.ts';

export interface StoreOptions {
  /** `http://host:port` of the embedded store or of a ClickHouse server. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Sets `insert_quorum` and reads that see it: for a replicated cluster. */
  readonly replicated?: boolean;
}

/** One column or table name, or `db.table`. */
const NAME = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)?$/;
const named = (name: string): string => {
  if (!NAME.test(name)) throw new GuanlanError('GL_INTERNAL', `not a name: ${name}`);
  return name;
};

const CONNECTION_LOST = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** Connection trouble and a full queue become GL_STORE_UNAVAILABLE; what the engine itself says passes unchanged. */
function translate(error: unknown): unknown {
  if (error instanceof ClickHouseError) {
    if (error.code === '202' || error.code === '236')
      return new GuanlanError('GL_STORE_UNAVAILABLE', error.message, { cause: error });
    if (error.code === '164' && error.type === 'TOO_LARGE')
      return new GuanlanError('GL_TOO_LARGE', error.message, { cause: error });
    return error;
  }
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (CONNECTION_LOST.has(code) || /socket hang up|timeout error|ECONN|aborted/i.test(message)) {
    return new GuanlanError('GL_STORE_UNAVAILABLE', code || message, { cause: error });
  }
  return error;
}

const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw translate(error);
  }
};

/** A client per lane. */
const clientsOf = (options: StoreOptions): ReadonlyMap<Lane, ClickHouseClient> =>
  new Map<Lane, ClickHouseClient>(
    LANES.map((lane) => [
      lane,
      createClient({
        url: options.url,
        username: options.user,
        password: options.password,
        database: options.database,
        application: 'guanlan',
        http_headers: { 'X-Guanlan-Lane': lane },
        request_timeout: (LANE_LIMITS[lane].seconds + 30) * 1000,
        max_open_connections: lane === 'write' ? 8 : 16,
        compression: { request: false, response: false },
        log: { level: ClickHouseLogLevel.OFF },
      }),
    ]),
  );

/**
 * Opens the store: embedded or a server, one code path.
 * Every method rejects with GL_STORE_UNAVAILABLE while it cannot be reached (it reconnects by itself),
 * with `ClickHouseError` (`code`, `type`) where the engine refuses the statement.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const reads: ClickHouseSettings = {
    output_format_json_quote_64bit_integers: 1,
    output_format_json_quote_decimals: 1,
    ...(options.replicated ? { select_sequential_consistency: '1' } : {}),
  };
  const writes: ClickHouseSettings = { async_insert: 0, ...(options.replicated ? { insert_quorum: 'auto' } : {}) };
  const clients = clientsOf(options);
  const client = (lane: Lane): ClickHouseClient => clients.get(lane) as ClickHouseClient;
  const bounds = (lane: Lane): ClickHouseSettings => ({
    max_execution_time: LANE_LIMITS[lane].seconds,
    max_memory_usage: String(LANE_LIMITS[lane].memory),
  });

  const bytes = async (lane: Lane, sql: string, format: string, parameters: Parameters = {}): Promise<Buffer> =>
    guarded(async () => {
      const { stream } = await client(lane).exec({
        query: `${sql}\nFORMAT ${named(format)}`,
        query_params: parameters,
        clickhouse_settings: { ...reads, ...bounds(lane) },
      });
      const chunks: Buffer[] = [];
      for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
      return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
    });

  return {
    bytes,
    async rows<T>(lane: Lane, sql: string, parameters: Parameters = {}) {
      const text = (await bytes(lane, sql, 'JSONEachRow', parameters)).toString('utf8').trimEnd();
      return (text === '' ? [] : JSON.parse(`[${text.replaceAll('\n', ',')}]`)) as T[];
    },
    async columns(lane, sql, parameters = {}) {
      return JSON.parse((await bytes(lane, sql, 'JSONCompactColumns', parameters)).toString('utf8')) as unknown[][];
    },
    async command(lane, sql, parameters = {}) {
      await guarded(() =>
        client(lane).command({ query: sql, query_params: parameters, clickhouse_settings: bounds(lane) }),
      );
    },
    async insert(table, columns, rows) {
      if (rows.length === 0) return;
      await guarded(() =>
        client('write').insert({
          table: named(table),
          columns: columns.map(named) as [string, ...string[]],
          values: rows as unknown[][],
          format: 'JSONCompactEachRow',
          clickhouse_settings: { ...writes, ...bounds('write') },
        }),
      );
    },
    async insertBinary(table, columns, rows) {
      if (rows.byteLength === 0) return;
      await guarded(async () => {
        const { stream } = await client('write').exec({
          query: `INSERT INTO ${named(table)} (${columns.map(named).join(', ')}) FORMAT RowBinary`,
          values: Readable.from([Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength)]),
          clickhouse_settings: { ...writes, ...bounds('write') },
        });
        for await (const chunk of stream) void chunk;
      });
    },
    async ping() {
      const answer = await client('window')
        .ping()
        .catch(() => ({ success: false }));
      return answer.success;
    },
    async close() {
      await Promise.all([...clients.values()].map((c) => c.close()));
    },
  };
}
