import { jetstream, type JetStreamClient } from '@nats-io/jetstream';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { COMMAND_REOPEN, REGISTRY_CHANGED } from '../../streams/contracts/subjects.ts';
import { SM4_KEY_BYTES, type Sm4Key } from '../../streams/sources/hj212/mod.ts';
import type { PartState } from '../platform/running.ts';
import { readKeys, readKeysHead, writeKeys, type HeldKey } from './held-keys.ts';
import type { DeviceKey, KeyRing, NewKey } from './key-ring.ts';
import type { KeyRingOptions } from './key-ring-options.ts';

/**
 * Frames that a device encrypted with the key before may come so long after a rotation (HJ 212-2025 names no time: our
 * choice).
 */
const OVERLAP_MS = 7 * 86_400_000;

const NONE: readonly Sm4Key[] = Object.freeze([]);
const KEPT_DEVICES = 'SELECT device FROM undecipherable';
const deviceOf = (mn: string): string => mn.trim().toUpperCase();
const shown = ({ key: _key, sealed: _sealed, ...rest }: HeldKey): DeviceKey => rest;

/** The key ring on table `device_keys`; see `openKeyRing`. */
export class StoredKeyRing implements KeyRing {
  readonly #options: Omit<KeyRingOptions, 'pollMs'>;
  readonly #jetstream: JetStreamClient;
  #keys: ReadonlyMap<string, readonly HeldKey[]> = new Map();
  #head = '';
  #newestVersion = 0;
  #unreadable = 0;
  #reading: Promise<void> = Promise.resolve();
  #stop: () => void = () => undefined;

  constructor(options: Omit<KeyRingOptions, 'pollMs'>) {
    this.#options = options;
    this.#jetstream = jetstream(options.nats);
  }

  /** Reads again on `registry.changed` and every `pollMs`, until closed. */
  follow(pollMs: number): void {
    const reloadQuietly = (): void => {
      this.reload().catch((error: unknown) =>
        this.#options.log.warn({ err: error }, 'reading the device keys failed; the last ones stay'),
      );
    };
    const subscription = this.#options.nats.subscribe(REGISTRY_CHANGED, { callback: reloadQuietly });
    const timer = setInterval(reloadQuietly, pollMs);
    timer.unref();
    this.#stop = () => {
      clearInterval(timer);
      subscription.unsubscribe();
    };
  }

  keysOf(mn: string, at: number): readonly Sm4Key[] {
    const own = this.#keys.get(mn) ?? this.#keys.get(deviceOf(mn));
    if (own === undefined) return NONE;
    const valid = own.filter(({ until }) => until === null || at <= until);
    const active = valid.filter(({ state }) => state === 'active');
    const others = valid.filter(({ state }) => state !== 'active');
    return [...active, ...others].map(({ key }) => key);
  }

  list(mn: string): readonly DeviceKey[] {
    return this.#of(deviceOf(mn)).map(shown);
  }

  secretOf(mn: string, fingerprint: string): Sm4Key | null {
    return this.#of(deviceOf(mn)).find((each) => each.fingerprint === fingerprint)?.key ?? null;
  }

  async register(
    { device: mn, key, by, how, state = 'active', overlap = OVERLAP_MS }: NewKey,
    now: number,
  ): Promise<DeviceKey> {
    if (key.length !== SM4_KEY_BYTES)
      throw new GuanlanError('GL_BAD_REQUEST', `a key of ${key.length} bytes; SM4 has ${SM4_KEY_BYTES}`);
    await this.reload();
    const held = { ...this.#sealed(deviceOf(mn), key, { by, how, now }), state };
    const { device, fingerprint } = held;
    const before = this.#of(device).find((each) => each.fingerprint === fingerprint);
    if (before && before.state === state && before.until === null)
      throw new GuanlanError('GL_CONFLICT', `key ${fingerprint} is registered already`);
    const ending = state === 'active' ? this.#endingOthers(device, fingerprint, now + overlap) : [];
    await this.#write(device, [held, ...ending], now);
    return shown(held);
  }

  async registerFirst(
    first: ReadonlyMap<string, Sm4Key>,
    by: string,
    how: NewKey['how'],
    now: number,
  ): Promise<number> {
    const { store, nats, isKnown } = this.#options;
    await this.reload();
    const fresh = [...first]
      .filter(([mn, key]) => !this.#keys.has(deviceOf(mn)) && key.length === SM4_KEY_BYTES)
      .map(([mn, key]) => this.#sealed(deviceOf(mn), key, { by, how, now }));
    if (fresh.length === 0) return 0;
    await writeKeys(store, fresh, this.#nextVersion(now));
    await this.reload();
    nats.publish(REGISTRY_CHANGED, JSON.stringify({ keys: fresh.length }));
    const kept = new Set((await store.rows<{ device: string }>('history', KEPT_DEVICES)).map(({ device }) => device));
    for (const { device } of fresh) if (kept.has(device) && isKnown(device)) await this.#reopen(device);
    return fresh.length;
  }

  async confirm(mn: string, fingerprint: string, now: number, overlap = OVERLAP_MS): Promise<DeviceKey> {
    const device = deviceOf(mn);
    if (!this.#of(device).some((each) => each.fingerprint === fingerprint)) await this.reload();
    const pending = this.#find(device, fingerprint);
    // Confirmed before, by another edge or before a restart.
    if (pending.state === 'active') return shown(pending);
    const held: HeldKey = { ...pending, state: 'active', registered: now, until: null };
    await this.#write(device, [held, ...this.#endingOthers(device, fingerprint, now + overlap)], now);
    return shown(held);
  }

  async end(mn: string, fingerprint: string, now: number): Promise<DeviceKey> {
    const device = deviceOf(mn);
    await this.reload();
    const held: HeldKey = { ...this.#find(device, fingerprint), state: 'ended', until: now };
    await this.#write(device, [held], now);
    return shown(held);
  }

  /** One reading at a time, in order: a change that arrives during one is seen by the next. */
  reload(): Promise<void> {
    this.#reading = this.#reading.catch(() => undefined).then(() => this.#read());
    return this.#reading;
  }

  parts(): readonly PartState[] {
    const figures = { devices: this.#keys.size };
    if (this.#unreadable === 0) return [{ part: 'device-keys', state: 'ready', figures }];
    const detail = `GL_KEY_UNREADABLE: ${this.#unreadable} device keys`;
    return [{ part: 'device-keys', state: 'degraded', detail, figures }];
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#reading.catch(() => undefined);
  }

  #of(device: string): readonly HeldKey[] {
    return this.#keys.get(device) ?? [];
  }

  #find(device: string, fingerprint: string): HeldKey {
    const found = this.#of(device).find((each) => each.fingerprint === fingerprint);
    if (!found) throw new GuanlanError('GL_NOT_FOUND', `key ${fingerprint} of device ${device}`);
    return found;
  }

  #sealed(
    device: string,
    key: Sm4Key,
    { by, how, now }: { readonly by: string; readonly how: NewKey['how']; readonly now: number },
  ): HeldKey {
    const { safe } = this.#options;
    const fingerprint = safe.fingerprint(key);
    const sealed = safe.seal(device, key);
    return { device, fingerprint, sealed, state: 'active', registered: now, until: null, by, how, key };
  }

  /** The other active keys of a device, ending at `at`; those that end earlier anyway are left. */
  #endingOthers(device: string, fingerprint: string, at: number): HeldKey[] {
    const isOther = (each: HeldKey): boolean => each.fingerprint !== fingerprint && each.state === 'active';
    return this.#of(device)
      .filter((each) => isOther(each) && (each.until === null || each.until > at))
      .map((each) => ({ ...each, until: at }));
  }

  #nextVersion(now: number): number {
    return Math.max(now, this.#newestVersion + 1);
  }

  async #read(): Promise<void> {
    const { store, safe, log } = this.#options;
    const { head, version } = await readKeysHead(store);
    this.#newestVersion = Math.max(this.#newestVersion, version);
    if (head === this.#head) return;
    const { keys, unreadable } = await readKeys(store, safe);
    if (unreadable > 0)
      log.error({ keys: unreadable }, new GuanlanError('GL_KEY_UNREADABLE', `${unreadable} device keys`).message);
    this.#unreadable = unreadable;
    this.#keys = keys;
    this.#head = head;
  }

  async #write(device: string, changed: readonly HeldKey[], now: number): Promise<void> {
    const { store, nats, isKnown } = this.#options;
    await writeKeys(store, changed, this.#nextVersion(now));
    await this.reload();
    nats.publish(REGISTRY_CHANGED, JSON.stringify({ keys: device }));
    if (isKnown(device)) await this.#reopen(device);
  }

  /** Has the frames opened that are kept for want of a key. */
  async #reopen(device: string): Promise<void> {
    await this.#jetstream.publish(COMMAND_REOPEN, JSON.stringify({ device }));
  }
}
