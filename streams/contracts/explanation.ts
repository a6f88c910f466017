/**
 * What `GET /api/explain` answers: one shown number, from its value down to the frames it came in. Plain words travel
 * in both languages; clauses as the standards cite themselves. Instants are ISO 8601 UTC.
 */
export interface Words {
  readonly zh: string;
  readonly en: string;
}

export interface Citation {
  /** What it is used for. */
  readonly role: Words;
  readonly edition: string;
  readonly clause: string;
  /** In force from (inclusive) until (exclusive); null: not known, or still in force. */
  readonly effectiveFrom: string | null;
  readonly effectiveUntil: string | null;
  readonly note: Words | null;
}

/** Why a version of an hour or a day was computed: at its end, by late parts, a correction, a mark, quality control. */
export const VERSION_REASONS = ['closed', 'late', 'corrected', 'marked', 'quality'] as const;
export type VersionReason = (typeof VERSION_REASONS)[number];

/** One line of the calculation with its numbers put in. */
export interface CalculationStep {
  readonly what: Words;
  readonly text: string;
}

export interface ExplainedInput {
  readonly label: Words;
  /** Start of its period, or its instant. */
  readonly time: string | null;
  /** Exact decimal text, null where there is none. */
  readonly value: string | null;
  readonly unit: string;
  /** `n / m` parts, a weight, an index: what the value rests on or gives. */
  readonly detail: string | null;
  /** Whether it takes part in the number. */
  readonly used: boolean;
  /** Why it does not. */
  readonly reason: Words | null;
  /** HJ 212 data flag. */
  readonly flag: string | null;
  /** Ordinal of the frame that said it first. */
  readonly frame: string | null;
  /** Earlier versions of the same value, oldest first. */
  readonly earlier: readonly { readonly value: string; readonly flag: string; readonly frame: string }[];
  /** Address of its own explanation. */
  readonly address: string | null;
}

export interface ExplainedVersion {
  readonly version: number;
  readonly value: string | null;
  readonly count: number;
  readonly expected: number;
  readonly isValid: boolean;
  readonly reason: VersionReason;
  readonly computed: string;
}

export interface ExplainedFrame {
  /** generation * 2^40 + sequence: the trace id. */
  readonly ordinal: string;
  readonly generation: number;
  readonly sequence: number;
  /** Whether stream FRAMES still has it. */
  readonly isKept: boolean;
  readonly source: string | null;
  readonly received: string | null;
  readonly device: string | null;
  readonly remote: string | null;
  readonly bytes: number | null;
  /** The frame as it came: what is not printable as its byte, passwords starred, cut at a bound. */
  readonly text: string | null;
}

export interface Explanation {
  /** The address that was asked. */
  readonly address: string;
  readonly subject: { readonly kind: string; readonly id: string; readonly names: Words };
  readonly title: Words;
  readonly value: { readonly number: number | null; readonly text: string; readonly unit: string };
  /** Level of an air value, class of a water value. */
  readonly grade: { readonly scale: 'air' | 'water'; readonly grade: number; readonly names: Words } | null;
  readonly asOf: string | null;
  readonly period: { readonly from: string; readonly until: string } | null;
  readonly isProvisional: boolean;
  readonly validity: {
    readonly valid: number;
    readonly expected: number;
    readonly isSufficient: boolean;
    readonly rule: Words;
    readonly clause: string;
  } | null;
  readonly standards: readonly Citation[];
  readonly formula: { readonly words: Words; readonly symbols: string };
  readonly steps: readonly CalculationStep[];
  readonly rounding: Words | null;
  /**
   * The number computed once more from its inputs, beside the one shown; `agrees` null: only one of them is at hand.
   */
  readonly check: {
    readonly shown: string | null;
    readonly recomputed: string | null;
    readonly agrees: boolean | null;
    readonly note: Words | null;
  };
  readonly inputs: {
    readonly what: Words;
    readonly total: number;
    readonly offset: number;
    readonly rows: readonly ExplainedInput[];
    readonly left: readonly { readonly reason: Words; readonly count: number }[];
  };
  readonly versions: readonly ExplainedVersion[];
  readonly frames: readonly ExplainedFrame[];
  readonly notice: Words | null;
}
