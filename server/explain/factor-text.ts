import { factorById } from '../../streams/contracts/factors.ts';

/** Canonical unit of a factor; empty for one that is in no catalogue. */
export const unitOf = (factor: number): string => factorById(factor)?.unit ?? '';

/** Code of a factor as addresses name it; its id for one that is in no catalogue. */
export const codeOf = (factor: number): string => factorById(factor)?.code ?? String(factor);

/** English name of a factor, as steps and details list it. */
export const englishOf = (factor: number): string => factorById(factor)?.en ?? String(factor);
