import type { BackfillLedger } from './ledger.ts';
import type { Held } from './frames.ts';

const keyOf = ({ device, series, index }: Held): string => `${device} ${series} ${index}`;

/** Periods that loggers hold: which are delivered, and which are on their way. */
export class Deliveries {
  readonly #ledger: BackfillLedger;
  readonly #underway = new Set<string>();

  constructor(ledger: BackfillLedger) {
    this.#ledger = ledger;
  }

  /** Delivered, or on its way. */
  has(held: Held): boolean {
    return this.#ledger.has(held) || this.#underway.has(keyOf(held));
  }

  begin(held: Held): void {
    this.#underway.add(keyOf(held));
  }

  /** It was not taken: it is due again. */
  giveUp(held: Held): void {
    this.#underway.delete(keyOf(held));
  }

  delivered(held: Held): void {
    this.#ledger.add(held);
    this.#underway.delete(keyOf(held));
  }

  trim(series: Held['series'], below: number): void {
    this.#ledger.trim(series, below);
  }

  save(): Promise<void> {
    return this.#ledger.save();
  }
}
