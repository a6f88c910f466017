import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JetStreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { pause } from '../platform/pause.ts';
import { quoteName, quoteText, type Store } from '../platform/store/mod.ts';
import { restoreStream, saveStream, type StreamSnapshot } from './stream-snapshot.ts';

const FORMAT = 1;
const POLL_MS = 200;
/** Hours that a job may have been at work on while the copy was made are made again. */
const REDO_SECONDS = 3_600;

interface Manifest {
  readonly format: number;
  /** When it was begun, ms UTC. */
  readonly begun: number;
  readonly database: string;
  /**
   * Ingest's positions as they stood BEFORE the tables were copied: what came later is read again, which changes
   * nothing.
   */
  readonly positions: readonly { partitions: string; generation: number; sequence: string }[];
  readonly streams: readonly StreamSnapshot[];
}

export interface BackupParts {
  readonly store: Store;
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;
  readonly database: string;
  readonly dataDir: string;
  /** A directory of the engine's machine into which the engine may write. */
  readonly engineBackups: string;
  readonly now: number;
  readonly say: (zh: string, en: string) => void;
}

async function waitFor(store: Store, id: string, done: string): Promise<void> {
  for (;;) {
    const [row] = await store.rows<{ status: string; error: string }>(
      'history',
      'SELECT status, error FROM system.backups WHERE id = {id:String}',
      { id },
    );
    if (row?.status === done) return;
    if (row === undefined || row.status.endsWith('FAILED') || row.status.endsWith('CANCELLED'))
      throw new GuanlanError('GL_STORE_UNAVAILABLE', `${id}: ${row?.error ?? 'gone'}`);
    await pause(POLL_MS);
  }
}

/** The engine copies in the background, so that no lane waits for it. */
async function inBackground(store: Store, statement: string, done: string): Promise<void> {
  const id = randomUUID();
  await store.command('history', `${statement} SETTINGS id = ${quoteText(id)} ASYNC`);
  await waitFor(store, id, done);
}

async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await cp(from, to, { recursive: true });
    await rm(from, { recursive: true });
  }
}

/** True where the directory is absent or empty. */
export async function isEmpty(directory: string): Promise<boolean> {
  return !existsSync(directory) || (await readdir(directory)).length === 0;
}

/**
 * Copies store, streams and secrets of a living system into `directory`. Nothing stops meanwhile.
 * Order: positions, tables, streams. So no position stands above its rows, and none beyond its stream.
 * @throws GL_NOT_EMPTY
 */
export async function backup(directory: string, parts: BackupParts): Promise<void> {
  const { store, nats, manager, database, dataDir, engineBackups, say } = parts;
  if (!(await isEmpty(directory))) throw new GuanlanError('GL_NOT_EMPTY', directory);
  await mkdir(join(directory, 'streams'), { recursive: true, mode: 0o700 });
  const positions = await store.rows<Manifest['positions'][number]>(
    'write',
    'SELECT partitions, generation, toString(max(sequence)) AS sequence FROM ingest_position GROUP BY ' +
      'partitions, generation',
  );

  const copy = join(engineBackups, randomUUID());
  await mkdir(engineBackups, { recursive: true, mode: 0o700 });
  await inBackground(store, `BACKUP DATABASE ${quoteName(database)} TO File(${quoteText(copy)})`, 'BACKUP_CREATED');
  await move(copy, join(directory, 'store'));
  say('数据表已备份', 'tables copied');

  const streams: StreamSnapshot[] = [];
  for await (const { config } of manager.streams.list()) {
    if (config.storage !== 'file') continue;
    streams.push(await saveStream(nats, config.name, join(directory, 'streams', `${config.name}.snapshot`)));
    say(`消息流 ${config.name} 已备份`, `stream ${config.name} copied`);
  }
  const secrets = join(dataDir, 'secrets');
  if (existsSync(secrets)) await cp(secrets, join(directory, 'secrets'), { recursive: true });
  const manifest: Manifest = { format: FORMAT, begun: parts.now, database, positions, streams };
  // Last of all: a directory without it is not a backup.
  await writeFile(join(directory, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
}

/** @throws GL_BACKUP_UNREADABLE */
async function readManifest(directory: string): Promise<Manifest> {
  try {
    const manifest = JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')) as Manifest;
    if (manifest.format !== FORMAT) throw new Error(`format ${manifest.format}`);
    return manifest;
  } catch (error) {
    throw new GuanlanError('GL_BACKUP_UNREADABLE', `${directory}: ${(error as Error).message}`, { cause: error });
  }
}

/** Puts a backup into an empty store, broker and data directory. The roles must not run. */
export async function restore(directory: string, parts: Omit<BackupParts, 'now' | 'engineBackups'>): Promise<void> {
  const { store, nats, database, dataDir, say } = parts;
  const manifest = await readManifest(directory);
  await inBackground(
    store,
    `RESTORE DATABASE ${quoteName(manifest.database)} AS ${quoteName(database)}
        FROM File(${quoteText(join(directory, 'store'))})`,
    'RESTORED',
  );
  const table = (name: string): string => `${quoteName(database)}.${quoteName(name)}`;
  await store.command('write', `TRUNCATE TABLE ${table('ingest_position')}`);
  for (const { partitions, generation, sequence } of manifest.positions) {
    await store.command(
      'write',
      `INSERT INTO ${table('ingest_position')} (partitions, generation, sequence, written)
      SELECT {partitions:String}, {generation:UInt32}, {sequence:UInt64}, now64(3)`,
      { partitions, generation, sequence },
    );
  }
  await store.command(
    'write',
    `INSERT INTO ${table('touched')} (span, start, station, factor, head, at)
    SELECT span, start, station, factor, max(head) + 1, max(at) FROM ${table('touched')} AS t
      GROUP BY span, start, station, factor
    HAVING max(t.at) >= toDateTime({since:UInt32}, 'UTC')`,
    { since: Math.floor(manifest.begun / 1000) - REDO_SECONDS },
  );
  say('数据表已恢复', 'tables restored');
  for (const stream of manifest.streams) {
    await restoreStream(nats, stream, join(directory, 'streams', `${stream.name}.snapshot`));
    say(`消息流 ${stream.name} 已恢复`, `stream ${stream.name} restored`);
  }
  if (existsSync(join(directory, 'secrets')))
    await cp(join(directory, 'secrets'), join(dataDir, 'secrets'), { recursive: true });
}
