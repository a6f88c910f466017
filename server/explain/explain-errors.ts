import { GuanlanError } from '../../streams/contracts/errors.ts';
import type { NumberAddress } from '../../streams/live/mod.ts';

/** There is no value at that time. */
export const noValue = (detail: string): GuanlanError => new GuanlanError('GL_NO_VALUE', detail);
/** The value would be older than its inputs are kept. */
export const notKept = (detail: string): GuanlanError => new GuanlanError('GL_NOT_KEPT', detail);
/** The subject has no such quantity. */
export const unknownQuantity = ({ quantity, subject }: NumberAddress): GuanlanError =>
  new GuanlanError('GL_NO_SUCH_NUMBER', `${subject} has no ${quantity}`);
