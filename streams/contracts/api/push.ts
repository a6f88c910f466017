import { Type } from '@sinclair/typebox';
import { closed, choice } from './schema.ts';
import { Instant } from './common-schemas.ts';
import { STATISTIC_NAMES } from './vocabulary.ts';
import { operation } from './operation.ts';

const RECEIPT = '^[0-9a-z]{8,10}-[0-9a-f]{32}$';

const PushedReading = closed({
  device: Type.Optional(Type.String({ description: 'MN; or `station`' })),
  station: Type.Optional(Type.Integer()),
  factor: Type.String({ description: 'HJ 212 code' }),
  statistic: Type.Optional(choice(STATISTIC_NAMES)),
  time: Type.String({ description: 'ISO 8601 with an offset: start of the period, or the instant' }),
  value: Type.Union([Type.Number(), Type.String({ description: 'decimal text, exact beyond 15 digits' })]),
  unit: Type.Optional(Type.String()),
  flag: Type.Optional(Type.String({ maxLength: 1 })),
});

export const pushReadingsOperation = operation({
  id: 'pushReadings',
  method: 'POST',
  path: '/api/readings',
  access: 'partner',
  summary: '推送读数 · push readings: an array, one object, or NDJSON; a verdict per item',
  tag: 'push',
  query: closed({}),
  body: Type.Array(PushedReading),
  consumes: ['application/json', 'application/x-ndjson'],
  status: 202,
  answer: closed({
    receipt: Type.String(),
    accepted: Type.Integer(),
    rejected: Type.Integer(),
    items: Type.Array(
      closed({
        index: Type.Integer(),
        accepted: Type.Boolean(),
        reason: Type.Optional(Type.String()),
        detail: Type.Optional(Type.String()),
      }),
    ),
  }),
});

export const receiptOperation = operation({
  id: 'receipt',
  method: 'GET',
  path: '/api/receipts/:id',
  access: ['partner', 'viewer'],
  summary: '回执 · what ingest found in a push',
  tag: 'push',
  params: closed({ id: Type.String({ pattern: RECEIPT }) }),
  query: closed({}),
  status: 200,
  answer: closed({
    receipt: Type.String(),
    state: choice(['waiting', 'opened']),
    readings: Type.Integer(),
    complete: Type.Boolean(),
    items: Type.Array(
      closed({
        device: Type.String(),
        item: Type.String({ description: 'Empty for a frame as a whole' }),
        outcome: Type.String(),
        readings: Type.Integer(),
        detail: Type.String(),
        received: Instant,
      }),
    ),
  }),
});
