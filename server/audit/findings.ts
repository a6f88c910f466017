import type { AuditBounds } from './bounds.ts';
import type { AuditKind, Disagreement, Check } from './check.ts';

/** A disagreement that was still there when it was checked again 核对不符. */
export interface Finding extends Disagreement {
  /** ms UTC. */
  readonly opened: number;
  readonly closed: number | null;
  /** Times its row was marked to be computed again. */
  readonly repairs: number;
}

interface Suspect {
  readonly disagreement: Disagreement;
  readonly since: number;
  readonly checks: number;
}

const keyOf = (kind: AuditKind, subject: string): string => `${kind} ${subject}`;

/** What a check changed. */
export interface Change {
  readonly opened: readonly Finding[];
  readonly closed: readonly Finding[];
  /** Stood before, and disagreed again. */
  readonly again: readonly Finding[];
}

/**
 * From disagreement to finding and back. A row that disagrees once may have been read while something was on its way:
 * it becomes a suspect. It is a finding when it still disagrees later (hours and days: after `confirm`, with the same
 * two values; what moves with the ticks: at `checks` ticks in a row). A finding closes when its row is compared again
 * and agrees.
 */
export class Findings {
  readonly #bounds: AuditBounds;
  readonly #suspects = new Map<string, Suspect>();
  readonly #standing = new Map<string, Finding>();
  /** Disagreements over the bounds: counted, never silent. */
  overflowed = 0;

  constructor(bounds: AuditBounds) {
    this.#bounds = bounds;
  }

  get standing(): readonly Finding[] {
    return [...this.#standing.values()];
  }
  get suspects(): number {
    return this.#suspects.size;
  }

  /** Rows of a kind that wait for another check: suspects and what stands. */
  wanted(kind: AuditKind): readonly Disagreement[] {
    return [...[...this.#suspects.values()].map(({ disagreement }) => disagreement), ...this.#standing.values()].filter(
      (one) => one.kind === kind,
    );
  }

  /** What stood when an earlier process ended. */
  restore(finding: Finding): void {
    this.#standing.set(keyOf(finding.kind, finding.subject), finding);
  }

  /** @param monotonic ms @param now ms UTC */
  take(check: Check, monotonic: number, now: number): Change {
    const opened: Finding[] = [];
    const again: Finding[] = [];
    const disagreeing = new Set<string>();
    for (const disagreement of check.disagreements) {
      const key = keyOf(disagreement.kind, disagreement.subject);
      disagreeing.add(key);
      const standing = this.#standing.get(key);
      if (standing) again.push(standing);
      else if (this.#isConfirmed(key, disagreement, monotonic)) {
        const finding = this.#open(key, disagreement, now);
        if (finding !== null) opened.push(finding);
      }
    }
    for (const [key, { disagreement }] of this.#suspects) {
      if (disagreement.kind === check.kind && !disagreeing.has(key) && check.covers(disagreement.subject))
        this.#suspects.delete(key);
    }
    return { opened, closed: this.#close(check, disagreeing, now), again };
  }

  /** Notes a disagreement; true once it was still there at the check that confirms it. */
  #isConfirmed(key: string, disagreement: Disagreement, monotonic: number): boolean {
    const known = this.#suspects.get(key);
    if (!known || (isFixed(disagreement) && !isSame(known.disagreement, disagreement))) {
      if (!known && this.#suspects.size >= this.#bounds.mostSuspects) this.overflowed += 1;
      else this.#suspects.set(key, { disagreement, since: monotonic, checks: 1 });
      return false;
    }
    const checks = known.checks + 1;
    const isLongEnough = monotonic - known.since >= this.#bounds.confirm;
    if (isLongEnough && (isFixed(disagreement) || checks >= this.#bounds.checks)) return true;
    this.#suspects.set(key, { ...known, disagreement, checks });
    return false;
  }

  /** From suspect to finding; `null` over the bound of standing ones. */
  #open(key: string, disagreement: Disagreement, now: number): Finding | null {
    this.#suspects.delete(key);
    if (this.#standing.size >= this.#bounds.mostStanding) {
      this.overflowed += 1;
      return null;
    }
    const finding: Finding = Object.freeze({ ...disagreement, opened: now, closed: null, repairs: 0 });
    this.#standing.set(key, finding);
    return finding;
  }

  /** Closes what was compared and agreed. */
  #close(check: Check, disagreeing: ReadonlySet<string>, now: number): Finding[] {
    const closed: Finding[] = [];
    for (const [key, finding] of this.#standing) {
      if (finding.kind !== check.kind || disagreeing.has(key) || !check.covers(finding.subject)) continue;
      this.#standing.delete(key);
      closed.push(Object.freeze({ ...finding, closed: now }));
    }
    return closed;
  }

  /** Notes that a finding's row was marked to be computed again. Returns it as it is now. */
  repaired(finding: Finding): Finding {
    const noted = Object.freeze({ ...finding, repairs: finding.repairs + 1 });
    this.#standing.set(keyOf(finding.kind, finding.subject), noted);
    return noted;
  }
}

/** Hours and days do not move by themselves. */
const isFixed = ({ kind }: Disagreement): boolean => kind === 'hour' || kind === 'day';
const isSame = (a: Disagreement, b: Disagreement): boolean => a.shown === b.shown && a.recomputed === b.recomputed;
