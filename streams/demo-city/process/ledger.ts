import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Held } from './frames.ts';

/** A set of whole numbers kept as runs `[first, last]`, ascending, never touching. */
export class Runs {
  readonly #runs: [number, number][];

  constructor(runs: readonly (readonly [number, number])[] = []) {
    this.#runs = runs.map(([first, last]) => [first, last]);
  }

  get runs(): readonly (readonly [number, number])[] {
    return this.#runs;
  }

  has(value: number): boolean {
    return this.#runs.some(([first, last]) => value >= first && value <= last);
  }

  add(value: number): void {
    if (this.has(value)) return;
    const i = this.#runs.findIndex(([first]) => first > value);
    const at = i === -1 ? this.#runs.length : i;
    const before = this.#runs[at - 1];
    const after = this.#runs[at];
    const joinsBefore = before !== undefined && before[1] === value - 1;
    const joinsAfter = after !== undefined && after[0] === value + 1;
    if (joinsBefore && joinsAfter) {
      before[1] = after[1];
      this.#runs.splice(at, 1);
    } else if (joinsBefore) before[1] = value;
    else if (joinsAfter) after[0] = value;
    else this.#runs.splice(at, 0, [value, value]);
  }

  /** Forgets everything below: what no device holds any more. */
  trim(below: number): void {
    while (this.#runs[0] && this.#runs[0][1] < below) this.#runs.shift();
  }
}

interface Kept {
  readonly seed: number;
  readonly hours: Record<string, [number, number][]>;
  readonly days: Record<string, [number, number][]>;
}

/**
 * Which hours and days each logger has delivered: the server has answered 9014 for them. Kept in a small file, so that
 * a restarted city sends only what is missing. A lost file costs a repetition, never a reading.
 */
export class BackfillLedger {
  readonly #path: string | null;
  readonly #seed: number;
  readonly #delivered = { hours: new Map<string, Runs>(), days: new Map<string, Runs>() };
  #changed = false;

  private constructor(path: string | null, seed: number) {
    this.#path = path;
    this.#seed = seed;
  }

  /** @param directory `null` keeps nothing */
  static async open(directory: string | null, seed: number): Promise<BackfillLedger> {
    const ledger = new BackfillLedger(directory === null ? null : join(directory, 'backfill.json'), seed);
    if (directory === null || ledger.#path === null) return ledger;
    await mkdir(directory, { recursive: true });
    let kept: Partial<Kept>;
    try {
      kept = JSON.parse(await readFile(ledger.#path, 'utf8')) as Partial<Kept>;
    } catch {
      return ledger;
    }
    if (kept.seed !== seed) return ledger;
    for (const series of ['hours', 'days'] as const) {
      for (const [device, runs] of Object.entries(kept[series] ?? {}))
        ledger.#delivered[series].set(device, new Runs(runs));
    }
    return ledger;
  }

  has({ device, series, index }: Held): boolean {
    return this.#delivered[series].get(device)?.has(index) ?? false;
  }

  add({ device, series, index }: Held): void {
    let runs = this.#delivered[series].get(device);
    if (!runs) this.#delivered[series].set(device, (runs = new Runs()));
    runs.add(index);
    this.#changed = true;
  }

  trim(series: 'hours' | 'days', below: number): void {
    for (const runs of this.#delivered[series].values()) runs.trim(below);
  }

  /** Writes the file where something changed; the old one stays whole until the new one is. */
  async save(): Promise<void> {
    if (this.#path === null || !this.#changed) return;
    this.#changed = false;
    const plain = (of: Map<string, Runs>): Record<string, readonly (readonly [number, number])[]> =>
      Object.fromEntries([...of].map(([device, runs]) => [device, runs.runs]));
    await writeFile(
      `${this.#path}.part`,
      JSON.stringify({ seed: this.#seed, hours: plain(this.#delivered.hours), days: plain(this.#delivered.days) }),
    );
    await rename(`${this.#path}.part`, this.#path);
  }
}
