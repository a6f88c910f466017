import { MICRO, type Micro } from '../../streams/contracts/reading.ts';
import { SEWAGE_LIMITS } from './limits-sewage.ts';
import { STACK_LIMITS } from './limits-stack.ts';

/** One limit of a discharge standard for one factor. */
interface OutletLimit {
  readonly factor: number;
  /** What the limit is a limit of: hour means (flue gas), daily means (sewage works). */
  readonly averaging: 'hour' | 'day';
  readonly value: Micro;
  /** At water up to 12 degrees Celsius, where the standard has such a value. */
  readonly cold: Micro | null;
}

/** A discharge standard by the name that a city pack uses for it (`Station.standards`). */
export interface OutletStandard {
  readonly name: string;
  readonly clause: string;
  /** Id in `limit_sources`: stored, never renumber. */
  readonly source: number;
  /** ms UTC. */
  readonly effectiveFrom: number;
  readonly limits: readonly OutletLimit[];
}

const DUST = 66,
  SO2 = 69,
  NOX = 67;
const hourly = (factor: number, milligrams: number): OutletLimit =>
  Object.freeze({ factor, averaging: 'hour', value: milligrams * MICRO, cold: null });

const stacks: OutletStandard[] = STACK_LIMITS.map(({ plant, clause, effectiveFrom, dust, so2, nox }, i) =>
  Object.freeze({
    name: plant,
    clause,
    source: 220 + i,
    effectiveFrom,
    limits: Object.freeze([hourly(DUST, dust), hourly(SO2, so2), hourly(NOX, nox)]),
  }),
);
const sewage: OutletStandard[] = (['1A', '1B'] as const).map((grade, i) =>
  Object.freeze({
    name: `GB 18918 ${grade}`,
    clause: `GB 18918-2002 表1 一级 ${grade.slice(1)}`,
    source: 200 + i,
    effectiveFrom: Date.parse('2003-07-01T00:00:00+08:00'),
    limits: Object.freeze(
      SEWAGE_LIMITS.filter((limit) => limit.grade === grade).map(({ factor, value, cold }) =>
        Object.freeze({ factor, averaging: 'day' as const, value, cold }),
      ),
    ),
  }),
);

/**
 * Every discharge standard by name: `STACK_LIMITS` by plant (only append there: positions make sources), GB 18918 by
 * grade.
 */
export const OUTLET_STANDARDS: readonly OutletStandard[] = Object.freeze([...sewage, ...stacks]);
