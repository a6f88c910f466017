/** The environment variables `loadConfig` reads: the compose file is checked against this list. */
export const ENVIRONMENT = Object.freeze([
  'GUANLAN_HOST',
  'GUANLAN_HTTP_PORT',
  'GUANLAN_LIVE_PORT',
  'GUANLAN_HJ212_PORT',
  'GUANLAN_DATA_DIR',
  'GUANLAN_CITY',
  'GUANLAN_LIVE_URL',
  'GUANLAN_TICK_MS',
  'GUANLAN_LOG_LEVEL',
  'GUANLAN_ADMIN_TOKEN',
  'GUANLAN_TLS_CERT',
  'GUANLAN_TLS_KEY',
  'GUANLAN_KEY_SECRET',
  'GUANLAN_DISK_FLOOR_MIB',
  'GUANLAN_ARCHIVE_SECONDS',
  'NATS_URL',
  'NATS_TOKEN',
  'NATS_USER',
  'NATS_PASSWORD',
  'CLICKHOUSE_URL',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD',
  'CLICKHOUSE_DATABASE',
  'CLICKHOUSE_CLUSTER',
] as const);
export type Variable = (typeof ENVIRONMENT)[number];

/** Each of these may also be given as `<NAME>_FILE`, the path of a file that holds it. */
export const SECRETS = Object.freeze([
  'GUANLAN_ADMIN_TOKEN',
  'GUANLAN_KEY_SECRET',
  'GUANLAN_TLS_CERT',
  'GUANLAN_TLS_KEY',
  'NATS_TOKEN',
  'NATS_USER',
  'NATS_PASSWORD',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD',
] as const satisfies readonly Variable[]);
