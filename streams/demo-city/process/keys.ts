import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Sm4Key } from '../../sources/hj212/mod.ts';
import type { CityPack } from '../../contracts/pack.ts';
import { chance } from '../random.ts';
import { profileOf } from './device-profile.ts';

/** Share of the 2025 loggers with a line of their own that encrypt. */
const SHARE_ENCRYPTING = 0.6;
const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * The initial SM4 keys of the demo city's loggers, by device: known to whoever reads this, as the whole city is. The
 * server registers them like anybody's keys.
 */
export function demoKeys(pack: CityPack, seed: number): Map<string, Sm4Key> {
  const keys = new Map<string, Sm4Key>();
  for (const station of pack.stations) {
    if (
      (station.kind !== 'enterprise' && station.kind !== 'township') ||
      profileOf(seed, station).dialect !== '2025' ||
      chance(seed, station.id, 310) >= SHARE_ENCRYPTING
    )
      continue;
    const digest = createHash('sha256').update(`guanlan demo key ${seed} ${station.device}`).digest();
    keys.set(
      station.device.toUpperCase(),
      Buffer.from(Array.from(digest.subarray(0, 16), (byte) => LETTERS[byte % LETTERS.length]).join('')),
    );
  }
  return keys;
}

/** What the loggers hold: their first key, and those that the host sent them (CN 1014), kept over restarts. */
export class LoggerKeys {
  readonly #rings = new Map<string, Sm4Key[]>();
  readonly #path: string | null;

  constructor(first: ReadonlyMap<string, Sm4Key>, dataDir: string | null) {
    this.#path = dataDir === null ? null : join(dataDir, 'keys.json');
    for (const [device, key] of first) this.#rings.set(device, [key]);
    for (const [device, texts] of Object.entries(this.#kept())) {
      if (this.#rings.has(device))
        this.#rings.set(
          device,
          texts.map((text) => Buffer.from(text, 'hex')),
        );
    }
  }

  get size(): number {
    return this.#rings.size;
  }

  keysOf(mn: string): readonly Sm4Key[] {
    return this.#rings.get(mn.toUpperCase()) ?? [];
  }

  /** `false`: the logger does not encrypt. The key before is kept for what the host sent with it. */
  take(mn: string, key: Sm4Key): boolean {
    const ring = this.#rings.get(mn.toUpperCase());
    if (!ring) return false;
    ring.unshift(key);
    ring.length = Math.min(ring.length, 2);
    if (this.#path !== null) {
      mkdirSync(dirname(this.#path), { recursive: true });
      writeFileSync(
        `${this.#path}.next`,
        JSON.stringify(
          Object.fromEntries(
            [...this.#rings].map(([device, held]) => [device, held.map((each) => Buffer.from(each).toString('hex'))]),
          ),
        ),
        { mode: 0o600 },
      );
      renameSync(`${this.#path}.next`, this.#path);
    }
    return true;
  }

  #kept(): Record<string, string[]> {
    if (this.#path === null) return {};
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as Record<string, string[]>;
    } catch {
      return {};
    }
  }
}
