import { GENERATION_STEP } from '../../streams/contracts/reading.ts';

export const ordinalOf = (generation: number, sequence: number): number => generation * GENERATION_STEP + sequence;
export const generationOf = (ordinal: number): number => Math.floor(ordinal / GENERATION_STEP);
export const sequenceOf = (ordinal: number): number => ordinal % GENERATION_STEP;

/** Frames between two neighbours that the stream no longer had. */
export const missedBetween = (previous: number, next: number): number =>
  Math.max(0, sequenceOf(next) - sequenceOf(previous) - 1);
