import type { Explanation, Words } from '../../streams/contracts/explanation.ts';
import type { Micro } from '../../streams/contracts/reading.ts';
import type { Part } from '../recompute/mod.ts';
import type { RegistryStation } from '../registry/mod.ts';
import { paged } from './builder.ts';
import type { EvaluatedLimit } from './limit-of-source.ts';
import type { ExceedanceState } from './exceedance-state.ts';
import type { ExplainContext } from './explain-context.ts';
import { ordinalsOf, partInputs } from './part-inputs.ts';

/** The value that was evaluated, computed again from readings, with what it rests on. */
export interface EvaluatedValue {
  /** Millionths. */
  readonly value: Micro | null;
  readonly inputs: Explanation['inputs'];
  readonly ordinals: readonly number[];
  readonly note: Words | null;
  /** How it was made, beside the mean. */
  readonly steps: Explanation['steps'];
}

/** What was evaluated against which limit. */
export interface Evaluation {
  readonly context: ExplainContext;
  readonly station: RegistryStation;
  readonly factor: number;
  readonly state: ExceedanceState;
  readonly limit: EvaluatedLimit;
}

/** A value that rests on parts, those listed as its inputs. */
export function valueOfParts(
  { context, factor }: Evaluation,
  value: Micro | null,
  what: Words,
  parts: readonly Part[],
  note: Words | null = null,
  steps: Explanation['steps'] = [],
): EvaluatedValue {
  const inputs = paged(what, partInputs(factor, parts), context.page);
  return { value, inputs, ordinals: ordinalsOf(inputs.rows), note, steps };
}
