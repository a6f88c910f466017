import { Type, type Static } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Instant } from './common-schemas.ts';
import { COMMAND_KIND_NAMES, COMMAND_STATES } from './vocabulary.ts';

/** A command as the API shows it: its order without secrets, and every state with its time. */
export const CommandAnswer = closed(
  {
    id: Type.String(),
    device: Type.String(),
    kind: choice(COMMAND_KIND_NAMES),
    cn: Type.String(),
    state: choice(COMMAND_STATES),
    asked: Instant,
    by: Type.String({ description: 'Who asked' }),
    qn: nullable(Type.String()),
    attempts: Type.Integer(),
    order: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
    events: Type.Array(
      closed({
        step: choice(COMMAND_STATES),
        at: Instant,
        by: Type.String(),
        attempt: nullable(Type.Integer()),
        due: nullable(Instant),
        code: nullable(Type.Integer({ description: 'QnRtn or ExeRtn' })),
        meaning: nullable(Names),
        frames: nullable(Type.Integer({ description: 'Frames of data that came' })),
      }),
    ),
  },
  { $id: 'Command' },
);

/** The same by reference, so that the document holds it once. */
export const CommandRef = Type.Unsafe<Static<typeof CommandAnswer>>(Type.Ref('Command'));
