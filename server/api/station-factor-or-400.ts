import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { Factor } from '../../streams/contracts/factors.ts';
import { factorOfSystem, type RegistryStation } from '../registry/mod.ts';

/** The factor that a code means at a station, by its HJ 212 system. Throws GL_BAD_REQUEST. */
export function stationFactorOr400({ st }: Pick<RegistryStation, 'st'>, code: string, where: string): Factor {
  const factor = factorOfSystem(st, code);
  if (!factor) throw new GuanlanError('GL_BAD_REQUEST', `${where} ${code} is not in the catalogue`);
  return factor;
}
