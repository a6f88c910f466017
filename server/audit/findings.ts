import type { AuditBounds } from './bounds.ts';
import type { AuditKind, Disagreement, Check } from './check.ts';

/** A disagreement that was still there when it was looked at again 核对不符. */
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
  readonly looks: number;
}

const keyOf = (kind: AuditKind, subject: string): string => `${kind} ${subject}`;

/** What a look changed. */
export interface Change {
  readonly opened: readonly Finding[];
  readonly closed: readonly Finding[];
  /** Stood before, and disagreed again. */
  readonly again: readonly Finding[];
}

/**
 * From disagreement to finding and back. A row that disagrees once may have been read while something was on its way: it
 * becomes a suspect. It is a finding when it still disagrees later (hours and days: after `confirm`, with the same two values;
 * what moves with the ticks: at `looks` ticks in a row). A finding closes when its row is compared again and agrees.
 */
export class Findings {
  readonly #bounds: AuditBounds;
  readonly #suspects = new Map<string, Suspect>();
  readonly #standing = new Map<string, Finding>();
  /** Disagreements that found no room: counted, never silent. */
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

  /** Rows of a kind that wait for another look: suspects and what stands. */
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
  take(look: Check, monotonic: number, now: number): Change {
    const opened: Finding[] = [];
    const closed: Finding[] = [];
    const again: Finding[] = [];
    const disagreeing = new Set<string>();
    for (const disagreement of look.disagreements) {
      const key = keyOf(disagreement.kind, disagreement.subject);
      disagreeing.add(key);
      const standing = this.#standing.get(key);
      if (standing) {
        again.push(standing);
        continue;
      }
      const known = this.#suspects.get(key);
      if (!known || (isFixed(disagreement) && !isSame(known.disagreement, disagreement))) {
        if (!known && this.#suspects.size >= this.#bounds.mostSuspects) {
          this.overflowed += 1;
          continue;
        }
        this.#suspects.set(key, { disagreement, since: monotonic, looks: 1 });
        continue;
      }
      const looks = known.looks + 1;
      const isConfirmed =
        monotonic - known.since >= this.#bounds.confirm && (isFixed(disagreement) || looks >= this.#bounds.looks);
      if (!isConfirmed) {
        this.#suspects.set(key, { ...known, disagreement, looks });
        continue;
      }
      this.#suspects.delete(key);
      if (this.#standing.size >= this.#bounds.mostStanding) {
        this.overflowed += 1;
        continue;
      }
      const finding: Finding = Object.freeze({ ...disagreement, opened: now, closed: null, repairs: 0 });
      this.#standing.set(key, finding);
      opened.push(finding);
    }
    for (const [key, { disagreement }] of this.#suspects) {
      if (disagreement.kind === look.kind && !disagreeing.has(key) && look.covers(disagreement.subject))
        this.#suspects.delete(key);
    }
    for (const [key, finding] of this.#standing) {
      if (finding.kind !== look.kind || disagreeing.has(key) || !look.covers(finding.subject)) continue;
      this.#standing.delete(key);
      closed.push(Object.freeze({ ...finding, closed: now }));
    }
    return { opened, closed, again };
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
