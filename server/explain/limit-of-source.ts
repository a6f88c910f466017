import type { Words } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { LocalRule } from '../standards/mod.ts';

/** The limit that binds, found again; `value` `null` where it rests on something no longer kept. Millionths. */
export interface EvaluatedLimit {
  readonly value: Micro | null;
  /** In force since, ms UTC. */
  readonly from: number | null;
  readonly note: Words | null;
  readonly rule: LocalRule | null;
  readonly background: Micro | null;
  readonly reference: number;
}

/** A limit without a local rule, where nothing more is given. @param from in force since, ms UTC */
export const limitOfSource = (
  value: Micro | null,
  from: number | null,
  note: Words | null = null,
  more: Partial<EvaluatedLimit> = {},
): EvaluatedLimit => ({ value, from, note, rule: null, background: null, reference: 0, ...more });
