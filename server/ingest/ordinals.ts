import { GENERATION_STEP } from '../../streams/contracts/reading.ts';

export const ordinalOf = (generation: number, sequence: number): number => generation * GENERATION_STEP + sequence;
export const generationOf = (ordinal: number): number => Math.floor(ordinal / GENERATION_STEP);
export const sequenceOf = (ordinal: number): number => ordinal % GENERATION_STEP;
