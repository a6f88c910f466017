import { jetstream } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { SM4_KEY_BYTES, type Sm4Key } from '../../streams/sources/hj212/mod.ts';
import { COMMAND_REOPEN, REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';
import type { PartState } from '../platform/running.ts';
import type { Store } from '../platform/store/mod.ts';
import type { KeySafe } from './key-safe.ts';

/** How often the keys are looked at in the store, in case the news of a change was lost. */
const KEYS_POLL_MS = 60_000;
/** Generations of one device that are held; older ones opened frames that nobody keeps any more. */
const GENERATIONS = 16;
/** Frames that a device encrypted with the key before may come so long after a rotation (HJ 212-2025 names no time: our choice). */
const OVERLAP_MS = 7 * 86_400_000;

type KeyState = 'active' | 'pending' | 'ended';

/** A key as people see it. */
export interface DeviceKey {
  readonly device: string;
  readonly fingerprint: string;
  readonly state: KeyState;
  /** ms UTC; since when it encrypts. */
  readonly registered: number;
  /** Opens frames that came until then, ms UTC; `null`: no end. */
  readonly until: number | null;
  readonly by: string;
  readonly how: string;
}

interface Held extends DeviceKey {
  readonly key: Sm4Key;
  readonly sealed: string;
}

interface NewKey {
  readonly device: string;
  readonly key: Sm4Key;
  readonly by: string;
  readonly how: 'registered' | 'rotation' | 'demo';
  /** `pending`: sent to the device, opens frames at once, encrypts only when confirmed. */
  readonly state?: 'active' | 'pending';
  /** How long after this the keys before go on opening frames, ms. */
  readonly overlap?: number;
}

export interface KeyRing {
  /** Keys that may open a frame which came at `at` (ms UTC): the one that encrypts first, then older ones, then pending ones. */
  keysOf(device: string, at: number): readonly Sm4Key[];
  list(device: string): readonly DeviceKey[];
  secretOf(device: string, fingerprint: string): Sm4Key | null;
  /** Writes a key, tells every role, has the device's kept frames opened. Errors: GL_BAD_REQUEST (length), GL_CONFLICT (it is there already). */
  register(key: NewKey, now: number): Promise<DeviceKey>;
  /** Registers first keys of devices that have none, in one go; what is kept for want of them is opened. How many there were. */
  registerFirst(first: ReadonlyMap<string, Sm4Key>, by: string, how: NewKey['how'], now: number): Promise<number>;
  /** The device has confirmed a pending key: it encrypts from now on, the ones before end after the overlap. Errors: GL_NOT_FOUND. */
  confirm(device: string, fingerprint: string, now: number, overlap?: number): Promise<DeviceKey>;
  /** Ends a key now: frames that come later are not opened with it. Errors: GL_NOT_FOUND. */
  end(device: string, fingerprint: string, now: number): Promise<DeviceKey>;
  reload(): Promise<void>;
  parts(): readonly PartState[];
  close(): Promise<void>;
}

/** Two small questions: beside the inserts, and not behind what people and slow jobs ask. */
const LANE = 'write';
const NONE: readonly Sm4Key[] = Object.freeze([]);
const COLUMNS = ['device', 'fingerprint', 'sealed', 'state', 'registered_ms', 'until_ms', 'by', 'how', 'version'];
const deviceOf = (mn: string): string => mn.trim().toUpperCase();

interface Row {
  device: string;
  fingerprint: string;
  sealed: string;
  state: KeyState;
  registered: string;
  until: string;
  by: string;
  how: string;
}

/**
 * Opens the key ring: every device's keys in memory, read again on `registry.changed` and every minute.
 * A key sealed under another secret is left out, counted and said (GL_KEY_UNREADABLE); the frames of its device stay kept.
 * @param isKnown is the device in the registry? Only then are kept frames asked for
 */
export async function openKeyRing({
  store,
  nats,
  log,
  safe,
  isKnown,
  pollMs = KEYS_POLL_MS,
}: {
  store: Store;
  nats: NatsConnection;
  log: Logger;
  safe: KeySafe;
  isKnown: (device: string) => boolean;
  pollMs?: number;
}): Promise<KeyRing> {
  let rings = new Map<string, readonly Held[]>();
  let version = '';
  let newestVersion = 0;
  let unreadable = 0;
  let running: Promise<void> = Promise.resolve();
  const commands = jetstream(nats);

  const read = async (): Promise<void> => {
    const [newest] = await store.rows<{ version: string; rows: string }>(
      LANE,
      'SELECT toString(max(version)) AS version, toString(count()) AS rows FROM device_keys',
    );
    const now = `${newest?.version} ${newest?.rows}`;
    newestVersion = Math.max(newestVersion, Number(newest?.version ?? 0));
    if (now === version) return;
    const rows = await store.rows<Row>(
      LANE,
      `SELECT device, fingerprint, sealed, state, toString(registered_ms) AS registered, toString(until_ms) AS until, by, how
      FROM device_keys FINAL ORDER BY device, registered_ms DESC, fingerprint LIMIT ${GENERATIONS} BY device`,
    );
    const next = new Map<string, Held[]>();
    unreadable = 0;
    for (const { device, fingerprint, sealed, state, registered, until, by, how } of rows) {
      const key = safe.open(device, sealed);
      if (key === null || key.length !== SM4_KEY_BYTES) {
        unreadable += 1;
        continue;
      }
      const ring = next.get(device) ?? [];
      ring.push(
        Object.freeze({
          device,
          fingerprint,
          sealed,
          state,
          registered: Number(registered),
          until: until === '0' ? null : Number(until),
          by,
          how,
          key,
        }),
      );
      next.set(device, ring);
    }
    if (unreadable > 0)
      log.error({ keys: unreadable }, new GuanlanError('GL_KEY_UNREADABLE', `${unreadable} device keys`).message);
    rings = next;
    version = now;
  };
  const reload = (): Promise<void> => {
    running = running.catch(() => undefined).then(read);
    return running;
  };
  const reloadQuietly = (): void => {
    reload().catch((error: unknown) =>
      log.warn({ err: error }, 'the device keys could not be read again; the last ones stay'),
    );
  };
  await reload();
  const subscription = nats.subscribe(REGISTRY_CHANGED, { callback: reloadQuietly });
  const timer = setInterval(reloadQuietly, pollMs);
  timer.unref();

  const row = ({ device, fingerprint, sealed, state, registered, until, by, how }: Held, at: number): unknown[] => [
    device,
    fingerprint,
    sealed,
    state,
    registered,
    until ?? 0,
    by,
    how,
    at,
  ];
  const find = (device: string, fingerprint: string): Held => {
    const found = rings.get(device)?.find((each) => each.fingerprint === fingerprint);
    if (!found) throw new GuanlanError('GL_NOT_FOUND', `key ${fingerprint} of device ${device}`);
    return found;
  };
  const shown = ({ key: _key, sealed: _sealed, ...rest }: Held): DeviceKey => rest;
  const write = async (device: string, changed: readonly Held[], now: number): Promise<void> => {
    await store.insert(
      'device_keys',
      COLUMNS,
      changed.map((each) => row(each, Math.max(now, newestVersion + 1))),
    );
    await reload();
    nats.publish(REGISTRY_CHANGED, JSON.stringify({ keys: device }));
    if (isKnown(device)) await commands.publish(COMMAND_REOPEN, JSON.stringify({ device }));
  };
  /** The other active keys of a device end after the overlap; those that end earlier anyway do. */
  const endingOthers = (device: string, fingerprint: string, at: number): Held[] =>
    (rings.get(device) ?? [])
      .filter(
        (each) =>
          each.fingerprint !== fingerprint && each.state === 'active' && (each.until === null || each.until > at),
      )
      .map((each) => ({ ...each, until: at }));

  return {
    keysOf: (mn, at) => {
      const ring = rings.get(mn) ?? rings.get(deviceOf(mn));
      if (ring === undefined) return NONE;
      const valid = ring.filter(({ until }) => until === null || at <= until);
      return [
        ...valid.filter(({ state }) => state === 'active'),
        ...valid.filter(({ state }) => state !== 'active'),
      ].map(({ key }) => key);
    },
    list: (mn) => (rings.get(deviceOf(mn)) ?? []).map(shown),
    secretOf: (mn, fingerprint) =>
      rings.get(deviceOf(mn))?.find((each) => each.fingerprint === fingerprint)?.key ?? null,
    register: async ({ device: mn, key, by, how, state = 'active', overlap = OVERLAP_MS }, now) => {
      const device = deviceOf(mn);
      if (key.length !== SM4_KEY_BYTES)
        throw new GuanlanError('GL_BAD_REQUEST', `a key of ${key.length} bytes; SM4 has ${SM4_KEY_BYTES}`);
      await reload();
      const fingerprint = safe.fingerprint(key);
      const present = rings.get(device)?.find((each) => each.fingerprint === fingerprint);
      if (present && present.state === state && present.until === null)
        throw new GuanlanError('GL_CONFLICT', `key ${fingerprint} is registered already`);
      const held: Held = {
        device,
        fingerprint,
        sealed: safe.seal(device, key),
        state,
        registered: now,
        until: null,
        by,
        how,
        key,
      };
      await write(device, [held, ...(state === 'active' ? endingOthers(device, fingerprint, now + overlap) : [])], now);
      return shown(held);
    },
    registerFirst: async (first, by, how, now) => {
      await reload();
      const fresh = [...first]
        .filter(([mn, key]) => !rings.has(deviceOf(mn)) && key.length === SM4_KEY_BYTES)
        .map(([mn, key]): Held => {
          const device = deviceOf(mn);
          return {
            device,
            fingerprint: safe.fingerprint(key),
            sealed: safe.seal(device, key),
            state: 'active',
            registered: now,
            until: null,
            by,
            how,
            key,
          };
        });
      if (fresh.length === 0) return 0;
      await store.insert(
        'device_keys',
        COLUMNS,
        fresh.map((each) => row(each, Math.max(now, newestVersion + 1))),
      );
      await reload();
      nats.publish(REGISTRY_CHANGED, JSON.stringify({ keys: fresh.length }));
      const kept = new Set(
        (await store.rows<{ device: string }>('history', 'SELECT device FROM undecipherable')).map(
          ({ device }) => device,
        ),
      );
      for (const { device } of fresh)
        if (kept.has(device) && isKnown(device)) await commands.publish(COMMAND_REOPEN, JSON.stringify({ device }));
      return fresh.length;
    },
    confirm: async (mn, fingerprint, now, overlap = OVERLAP_MS) => {
      const device = deviceOf(mn);
      if (!rings.get(device)?.some((each) => each.fingerprint === fingerprint)) await reload();
      const pending = find(device, fingerprint);
      // Told a second time, by another edge or after a restart.
      if (pending.state === 'active') return shown(pending);
      const held: Held = { ...pending, state: 'active', registered: now, until: null };
      await write(device, [held, ...endingOthers(device, fingerprint, now + overlap)], now);
      return shown(held);
    },
    end: async (mn, fingerprint, now) => {
      const device = deviceOf(mn);
      await reload();
      const held: Held = { ...find(device, fingerprint), state: 'ended', until: now };
      await write(device, [held], now);
      return shown(held);
    },
    reload,
    parts: () => [
      {
        part: 'device-keys',
        state: unreadable > 0 ? 'degraded' : 'ready',
        ...(unreadable > 0 ? { detail: `GL_KEY_UNREADABLE: ${unreadable} device keys` } : {}),
        figures: { devices: rings.size },
      },
    ],
    close: async () => {
      clearInterval(timer);
      subscription.unsubscribe();
      await running.catch(() => undefined);
    },
  };
}
