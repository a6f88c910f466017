import { Type } from '@sinclair/typebox';
import { Names } from './common-schemas.ts';
import { closed } from './schema.ts';

/** The body of every answer with a status of 400 or more. */
export const ErrorAnswer = closed(
  {
    code: Type.String({ description: 'Stable code, see docs/errors.md' }),
    zh: Type.String(),
    en: Type.String(),
    next: Names,
    detail: Type.String({ description: 'Which thing' }),
    trace: Type.String({ description: 'Trace id; also in the X-Trace-Id header and the log' }),
  },
  { $id: 'Error' },
);
