import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { checksumOf, isApplied } from './migration-checksum.ts';
import { openStore, type StoreOptions } from './open.ts';
import { quoteName } from './parameters.ts';
import { renderDdl, type Shape } from './shape.ts';
import { splitStatements } from './statement.ts';
import type { Store } from './store.ts';

const SQL = new URL('../../../sql/', import.meta.url);

export interface MigrateOptions {
  readonly shape?: Shape;
  /** Directory of `NNN_name.sql` files. */
  readonly directory?: URL;
  /** Told of each file as it is applied. */
  readonly onApplied?: (name: string) => void;
}

const MIGRATIONS = `CREATE TABLE IF NOT EXISTS migrations (
  name String, checksum String, applied DateTime64(3, 'UTC') DEFAULT now64(3)
) ENGINE = ReplacingMergeTree ORDER BY name`;

const filesOf = (directory: URL): string[] =>
  readdirSync(fileURLToPath(directory))
    .filter((name) => /^\d{3}_\w+\.sql$/.test(name))
    .sort();

/** True once every schema file of this release has been applied: what roles wait for that do not migrate themselves. */
export async function isMigrated(store: Store, directory = new URL('schema/', SQL)): Promise<boolean> {
  try {
    const known = new Set(
      (await store.rows<{ name: string }>('write', 'SELECT name FROM migrations')).map((row) => row.name),
    );
    return filesOf(directory).every((name) => known.has(name));
  } catch (error) {
    // 60 no such table, 81 no such database: the role that migrates has not begun.
    if (['60', '81'].includes((error as { code?: string }).code ?? '')) return false;
    throw error;
  }
}

/**
 * Makes the database and applies the schema files in order of their names, each once.
 * A start that died between two statements of a file runs the file again: they say IF NOT EXISTS.
 * @returns the names applied now
 * @throws GL_MIGRATION_CHANGED where a file applied before has other statements today; comments, line breaks and
 * spaces do not count
 */
export async function migrate(
  options: StoreOptions,
  { shape = { kind: 'single' }, directory = new URL('schema/', SQL), onApplied }: MigrateOptions = {},
): Promise<string[]> {
  const root = await openStore({ ...options, database: 'default' });
  try {
    await root.command('write', renderDdl(`CREATE DATABASE IF NOT EXISTS ${quoteName(options.database)}`, shape));
  } finally {
    await root.close();
  }
  const store = await openStore(options);
  try {
    return await applyAll(store, shape, directory, onApplied);
  } finally {
    await store.close();
  }
}

async function applyAll(
  store: Store,
  shape: Shape,
  directory: URL,
  onApplied?: (name: string) => void,
): Promise<string[]> {
  await store.command('write', renderDdl(MIGRATIONS, shape));
  const known = new Map(
    (await store.rows<{ name: string; checksum: string }>('write', 'SELECT name, checksum FROM migrations FINAL')).map(
      (row) => [row.name, row.checksum],
    ),
  );
  const applied: string[] = [];
  for (const file of filesOf(directory)) {
    const text = readFileSync(new URL(file, directory), 'utf8');
    const recorded = known.get(file);
    if (recorded !== undefined) {
      if (!isApplied(file, text, recorded)) throw new GuanlanError('GL_MIGRATION_CHANGED', file);
      continue;
    }
    for (const statement of splitStatements(text)) await store.command('write', renderDdl(statement, shape));
    await store.insert('migrations', ['name', 'checksum'], [[file, checksumOf(text)]]);
    applied.push(file);
    onApplied?.(file);
  }
  return applied;
}
