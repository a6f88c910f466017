/** Tables and steps that tests and oracles read, and nobody else. */
export { TABLE_2012, TABLE_2026 } from './breakpoints.ts';
export { DUST_RULES, RELATIVE_DUST_RULE } from './dust-rules.ts';
export { AIR_LEVELS } from './levels.ts';
export { SEWAGE_LIMITS } from './limits-sewage.ts';
export { STACK_LIMITS } from './limits-stack.ts';
export { CONSTRUCTION_NOISE } from './noise-editions.ts';
export { divideUp } from './rounding.ts';
export { oxygenIsHigh, type GasState } from './stack.ts';
export type { HourMean } from './running.ts';
