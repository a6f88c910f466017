import { parseMicro, type Micro } from '../../streams/contracts/reading.ts';
import { present } from '../platform/present.ts';

/**
 * A figure of a standard, as decimal text, in micro units.
 * @throws GL_INTERNAL where it is no number
 */
export const microOf = (text: string): Micro => present(parseMicro(text), `a number: ${text}`);
