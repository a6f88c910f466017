import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Instant } from './common-schemas.ts';
import { AUDITED_KINDS } from './vocabulary.ts';
import { operation } from './operation.ts';

const Counts = closed({
  hour: Type.Integer(),
  day: Type.Integer(),
  rolling: Type.Integer(),
  cell: Type.Integer(),
  ranking: Type.Integer(),
  region: Type.Integer(),
});

export const auditOperation = operation({
  id: 'audit',
  method: 'GET',
  path: '/api/audit',
  access: 'viewer',
  summary: '持续核对 · values recomputed from raw readings, and what did not agree',
  tag: 'operations',
  query: closed({}),
  status: 200,
  answer: closed({
    last: nullable(Instant),
    checked: Type.Integer({
      description: 'Values recomputed and compared in the last hour, as far as written (once a minute)',
    }),
    checkedByKind: Counts,
    postponed: Type.Integer({ description: 'Left for later: still due or changing' }),
    standing: Type.Integer({ description: 'Shown values that differ from their readings now' }),
    rounds: Type.Array(
      closed({
        at: Instant,
        ms: Type.Integer(),
        checked: Counts,
        postponed: Type.Integer(),
        suspects: Type.Integer(),
        standing: Type.Integer(),
        behind: Type.Integer({ description: 'Stretches of the watched range waiting for their check' }),
      }),
    ),
    findings: Type.Array(
      closed({
        kind: choice(AUDITED_KINDS),
        subject: Type.String(),
        station: Type.Integer(),
        names: nullable(Names),
        factor: Type.String(),
        factorNames: nullable(Names),
        unit: Type.String(),
        start: Instant,
        field: Type.String(),
        shown: Type.String(),
        recomputed: Type.String(),
        repairs: Type.Integer(),
        opened: Instant,
        closed: nullable(Instant),
        next: closed({ zh: Type.String(), en: Type.String() }),
        address: Type.String({ description: 'Of the number, for `/api/explain`' }),
      }),
    ),
  }),
});
