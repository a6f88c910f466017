import { GuanlanError } from '../../streams/contracts/errors.ts';

/**
 * The value, where the code before it makes sure that there is one.
 * @param what named in the error
 * @throws GL_INTERNAL
 */
export function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new GuanlanError('GL_INTERNAL', `missing: ${what}`);
  return value;
}
