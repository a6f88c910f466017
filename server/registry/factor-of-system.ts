import { factorByCode, type Factor } from '../../streams/contracts/factors.ts';

/** HJ 212 system code of air pollution sources (Table 5: 31 大气环境污染源). */
const AIR_SOURCE = '31';

/**
 * The factor a code means in a system: SO2 and CO of a stack (ST 31) are other quantities, in mg/m3 and
 * another reference state, than the ambient ones that share their HJ 212 code.
 */
export function factorOfSystem(st: string, code: string): Factor | undefined {
  return (st === AIR_SOURCE ? factorByCode(`${code}-stack`) : undefined) ?? factorByCode(code);
}
