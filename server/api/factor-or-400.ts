import { GuanlanError } from '../../streams/contracts/errors.ts';
import { factorByCode, type Factor } from '../../streams/contracts/factors.ts';

/** The factor of a request's code. Throws GL_BAD_REQUEST where the catalogue does not have it. */
export function factorOr400(code: string): Factor {
  const factor = factorByCode(code);
  if (!factor) throw new GuanlanError('GL_BAD_REQUEST', `querystring/factor ${code} is not in the catalogue`);
  return factor;
}
