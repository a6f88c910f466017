import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { isLiveUrl } from './live-url.ts';
import { isSecret, MAX_SECRET, MIN_SECRET } from './secret-text.ts';
import { type Environment, settingsReader, wrong } from './settings-reader.ts';

/** Every setting of the server, read once from the environment and frozen. */
export interface Config {
  readonly host: string;
  readonly httpPort: number;
  readonly livePort: number;
  readonly hj212Port: number;
  readonly dataDir: string;
  /** `null`: the supervisor runs its own. */
  readonly natsUrl: string | null;
  readonly natsToken: string | null;
  readonly natsUser: string | null;
  readonly natsPassword: string | null;
  /** `null`: the supervisor runs the embedded store. */
  readonly clickhouseUrl: string | null;
  readonly clickhouseUser: string;
  readonly clickhousePassword: string;
  readonly clickhouseDatabase: string;
  /** Name of a replicated cluster: tables are then made `ON CLUSTER` with replicated engines. `null`: one server. */
  readonly clickhouseCluster: string | null;
  readonly tls: { readonly certificate: string; readonly key: string } | null;
  /** A pack directory, `yunzhou` for the demo city, `null` for an empty system. */
  readonly city: string | null;
  /**
   * Where screens find the live socket when a proxy stands in front: `wss://city.example/live`, or a path of the same
   * origin such as `/live`.
   */
  readonly publicLiveUrl: string | null;
  /**
   * Token of the administrator, 32 to 512 visible ASCII characters; `null`: made at the first start and kept in the
   * data directory.
   */
  readonly adminToken: string | null;
  /**
   * Under it device keys are kept, 32 characters or more, none of them a control character; `null`: made at the first
   * start and kept in the data directory. Roles on several hosts need the same.
   */
  readonly keySecret: string | null;
  readonly tickMs: number;
  /**
   * Free space in MiB under the data directory below which the gateway stops acknowledging (5 % of the disk counts
   * too).
   */
  readonly diskFloorMiB: number;
  /** Seconds between the snapshots kept for replay; 0: none are kept. */
  readonly archiveSeconds: number;
  readonly logLevel: string;
}

/**
 * Reads the settings. Throws `GL_CONFIG` with the variable's name and what is wrong with it.
 * @param cwd what relative paths are relative to
 */
export function loadConfig(env: Environment = process.env, cwd = process.cwd()): Config {
  const { text, strong, integer, url } = settingsReader(env, cwd);
  const liveUrl = text('GUANLAN_LIVE_URL');
  if (liveUrl !== null && !isLiveUrl(liveUrl)) {
    throw wrong(
      'GUANLAN_LIVE_URL',
      `${liveUrl} is neither a path of the same host, such as /live, nor an address such as wss://city.example/live`,
    );
  }

  const host = text('GUANLAN_HOST') ?? '127.0.0.1';
  if (isIP(host) === 0 && host !== 'localhost') throw wrong('GUANLAN_HOST', `${host} is not an IP address`);
  const certificate = text('GUANLAN_TLS_CERT');
  const key = text('GUANLAN_TLS_KEY');
  if ((certificate === null) !== (key === null)) throw wrong('GUANLAN_TLS_CERT', 'certificate and key go together');
  const adminToken = strong(
    'GUANLAN_ADMIN_TOKEN',
    isSecret,
    `not ${MIN_SECRET} to ${MAX_SECRET} visible ASCII characters`,
  );
  const keySecret = strong(
    'GUANLAN_KEY_SECRET',
    (given) => given.trim().length >= MIN_SECRET && !/\p{Cc}/u.test(given),
    `not ${MIN_SECRET} characters or more without control characters`,
  );
  const city = text('GUANLAN_CITY') ?? 'yunzhou';
  if (city !== 'none' && city !== 'yunzhou' && !existsSync(resolve(cwd, city)))
    throw wrong('GUANLAN_CITY', `no pack at ${city}`);

  return Object.freeze({
    host,
    httpPort: integer('GUANLAN_HTTP_PORT', 8080, 0, 65_535),
    livePort: integer('GUANLAN_LIVE_PORT', 8081, 0, 65_535),
    hj212Port: integer('GUANLAN_HJ212_PORT', 9212, 0, 65_535),
    dataDir: resolve(cwd, text('GUANLAN_DATA_DIR') ?? '../data'),
    natsUrl: url('NATS_URL', ['nats:', 'tls:']),
    natsToken: text('NATS_TOKEN'),
    natsUser: text('NATS_USER'),
    natsPassword: text('NATS_PASSWORD'),
    clickhouseUrl: url('CLICKHOUSE_URL', ['http:', 'https:']),
    clickhouseUser: text('CLICKHOUSE_USER') ?? 'default',
    clickhousePassword: text('CLICKHOUSE_PASSWORD') ?? '',
    clickhouseDatabase: text('CLICKHOUSE_DATABASE') ?? 'guanlan',
    clickhouseCluster: text('CLICKHOUSE_CLUSTER'),
    tls: certificate !== null && key !== null ? Object.freeze({ certificate, key }) : null,
    city: city === 'none' ? null : city === 'yunzhou' ? city : resolve(cwd, city),
    publicLiveUrl: liveUrl,
    adminToken,
    keySecret,
    tickMs: integer('GUANLAN_TICK_MS', 5000, 250, 60_000),
    diskFloorMiB: integer('GUANLAN_DISK_FLOOR_MIB', 2048, 0, 1_048_576),
    archiveSeconds: integer('GUANLAN_ARCHIVE_SECONDS', 60, 0, 3600),
    logLevel: text('GUANLAN_LOG_LEVEL') ?? 'info',
  });
}
