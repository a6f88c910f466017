import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { quoteName } from './parameters.ts';
import { LANE_LIMITS, LANES } from './lane.ts';
import type { Lane } from './store.ts';

/** The embedded engine's sessions on one data directory, one per lane. */
export interface Engine {
  /** Bytes of the result. Rejects with an error whose message is the engine's. */
  run(lane: Lane, sql: string, format: string, database: string): Promise<Uint8Array>;
  close(): Promise<void>;
}

interface Session {
  queryAsync(sql: string, options: { format: string }): Promise<{ bytes(): Uint8Array }>;
  close(): void;
}

interface Chdb {
  Session: new (path: string, options: { connectionArgs: readonly string[] }) => Session;
  drainPending(): Promise<void>;
}

const xml = (text: string): string => text.replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);

/**
 * Seconds that the sources of a merge are kept after it. Embedded, the engine has 0: sources were gone before the
 * kernel had written the merged part, and a power cut between the two lost the rows of both. The kernel writes within
 * some 35 s; the 480 s of a server would keep some 1,700 parts more at a batch a second.
 */
const OLD_PARTS_SECONDS = 120;

/** The engine allows BACKUP only into directories that its configuration file names. */
function configuration(dataDir: string, backups: readonly string[]): string {
  const path = join(dataDir, 'engine.xml');
  const allowed = backups.map((b) => `<allowed_path>${xml(b)}</allowed_path>`).join('');
  const mergeTree = `<merge_tree><old_parts_lifetime>${OLD_PARTS_SECONDS}</old_parts_lifetime></merge_tree>`;
  writeFileSync(path, `<clickhouse><backups>${allowed}</backups>${mergeTree}</clickhouse>\n`, { mode: 0o600 });
  return path;
}

/** The process that holds the directory, from the engine's own lock file, if it is alive. */
function holder(engineDir: string): number | null {
  try {
    const pid = Number(/PID:\s*(\d+)/.exec(readFileSync(join(engineDir, 'status'), 'utf8'))?.[1]);
    if (!Number.isInteger(pid) || pid === process.pid) return null;
    process.kill(pid, 0);
    return pid;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' ? 0 : null;
  }
}

/**
 * Opens the engine on `<dataDir>/engine`.
 * @param backups directories under which BACKUP may write and RESTORE may read
 * @throws GL_DATA_LOCKED where another process has it open
 */
export function openEngine(dataDir: string, backups: readonly string[] = []): Engine {
  const engineDir = join(dataDir, 'engine');
  mkdirSync(engineDir, { recursive: true, mode: 0o700 });
  const chdb = createRequire(import.meta.url)('chdb') as Chdb;
  const connectionArgs = [`--config-file=${configuration(dataDir, [join(dataDir, 'backups'), ...backups])}`];
  const sessions = new Map<Lane, Session>();
  const current = new Map<Lane, string>();
  const open = (lane: Lane): Session => {
    const existing = sessions.get(lane);
    if (existing) return existing;
    let session: Session;
    try {
      session = new chdb.Session(engineDir, { connectionArgs });
    } catch (error) {
      const pid = holder(engineDir);
      if (pid !== null)
        throw new GuanlanError('GL_DATA_LOCKED', `${dirname(engineDir)}${pid > 0 ? ` (pid ${pid})` : ''}`, {
          cause: error,
        });
      throw error;
    }
    sessions.set(lane, session);
    return session;
  };
  for (const lane of LANES) open(lane);

  const limited = new Set<Lane>();
  const prepare = async (lane: Lane, session: Session, database: string): Promise<void> => {
    if (!limited.has(lane)) {
      const { seconds, memory } = LANE_LIMITS[lane];
      // A session's own defaults, set once when it opens; a statement's settings always travel in the statement.
      await session.queryAsync(`SET max_execution_time = ${seconds}, max_memory_usage = ${memory}, max_threads = 2`, {
        format: 'Null',
      });
      limited.add(lane);
    }
    if ((current.get(lane) ?? 'default') === database) return;
    await session.queryAsync(`USE ${quoteName(database)}`, { format: 'Null' });
    current.set(lane, database);
  };

  return {
    async run(lane, sql, format, database) {
      const session = open(lane);
      await prepare(lane, session, database);
      return (await session.queryAsync(sql, { format })).bytes();
    },
    async close() {
      for (const session of sessions.values()) session.close();
      await chdb.drainPending();
    },
  };
}
