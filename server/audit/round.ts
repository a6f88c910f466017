import type { AuditKind, Check } from './check.ts';
import type { Change, Finding } from './findings.ts';

/** A stretch whose rows all agreed with their readings: its print is kept. */
export interface VerifiedStretch {
  /** 1 hours, 2 days. */
  readonly span: 1 | 2;
  /** Seconds UTC. */
  readonly start: number;
  readonly stretch: number;
  readonly print: string;
}

/** What a round did. */
export interface Round {
  readonly checked: Readonly<Record<AuditKind, number>>;
  readonly postponed: number;
  readonly change: Change;
  readonly verified: readonly VerifiedStretch[];
}

/** Adds up the checks of one round. */
export class RoundBuilder {
  readonly #checked: Record<AuditKind, number> = { hour: 0, day: 0, rolling: 0, cell: 0, ranking: 0, region: 0 };
  readonly #verified: VerifiedStretch[] = [];
  readonly #opened: Finding[] = [];
  readonly #closed: Finding[] = [];
  readonly #again: Finding[] = [];
  #postponed = 0;

  add(check: Check, change: Change): void {
    this.#checked[check.kind] += check.checked;
    this.#postponed += check.postponed;
    this.#opened.push(...change.opened);
    this.#closed.push(...change.closed);
    this.#again.push(...change.again);
  }

  postpone(values: number): void {
    this.#postponed += values;
  }

  verify(stretch: VerifiedStretch): void {
    this.#verified.push(stretch);
  }

  build(): Round {
    return Object.freeze({
      checked: this.#checked,
      postponed: this.#postponed,
      change: { opened: this.#opened, closed: this.#closed, again: this.#again },
      verified: this.#verified,
    });
  }
}
