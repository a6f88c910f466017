import { SM4_KEY_BYTES, type Sm4Key } from '../../streams/sources/hj212/mod.ts';
import type { Store } from '../platform/store/mod.ts';
import type { DeviceKey, KeyState } from './key-ring.ts';
import type { KeySafe } from './key-safe.ts';

/** A key with its secret, as this process holds it. */
export interface HeldKey extends DeviceKey {
  readonly key: Sm4Key;
  readonly sealed: string;
}

/** Generations of one device that are held; no frame is kept that older ones could open. */
const GENERATIONS = 16;
/** Two small questions: beside the inserts, and not behind what people and slow jobs ask. */
const LANE = 'write';
const COLUMNS = ['device', 'fingerprint', 'sealed', 'state', 'registered_ms', 'until_ms', 'by', 'how', 'version'];
const HEAD = 'SELECT toString(max(version)) AS version, toString(count()) AS rows FROM device_keys';
const KEYS = `SELECT device, fingerprint, sealed, state, toString(registered_ms) AS registered,
    toString(until_ms) AS until, by, how
  FROM device_keys FINAL ORDER BY device, registered_ms DESC, fingerprint LIMIT ${GENERATIONS} BY device`;

interface KeyRow {
  device: string;
  fingerprint: string;
  sealed: string;
  state: KeyState;
  registered: string;
  until: string;
  by: string;
  how: string;
}

/** What identifies the present rows of `device_keys`, and their newest version. */
export async function readKeysHead(store: Store): Promise<{ readonly head: string; readonly version: number }> {
  const [row] = await store.rows<{ version: string; rows: string }>(LANE, HEAD);
  return { head: `${row?.version} ${row?.rows}`, version: Number(row?.version ?? 0) };
}

/** Every device's keys, newest first. `unreadable`: keys sealed under another secret, which are left out. */
export async function readKeys(
  store: Store,
  safe: KeySafe,
): Promise<{ readonly keys: ReadonlyMap<string, readonly HeldKey[]>; readonly unreadable: number }> {
  const keys = new Map<string, HeldKey[]>();
  let unreadable = 0;
  for (const { registered, until, ...row } of await store.rows<KeyRow>(LANE, KEYS)) {
    const key = safe.open(row.device, row.sealed);
    if (key === null || key.length !== SM4_KEY_BYTES) {
      unreadable += 1;
      continue;
    }
    const own = keys.get(row.device) ?? [];
    own.push(
      Object.freeze({ ...row, registered: Number(registered), until: until === '0' ? null : Number(until), key }),
    );
    keys.set(row.device, own);
  }
  return { keys, unreadable };
}

/** Writes keys as rows of `device_keys`; of two rows of a key the larger version counts. */
export const writeKeys = (store: Store, keys: readonly HeldKey[], version: number): Promise<void> =>
  store.insert(
    'device_keys',
    COLUMNS,
    keys.map((key) => [
      key.device,
      key.fingerprint,
      key.sealed,
      key.state,
      key.registered,
      key.until ?? 0,
      key.by,
      key.how,
      version,
    ]),
  );
