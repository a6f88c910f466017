import { Type } from '@sinclair/typebox';
import { closed, choice, nullable } from './schema.ts';
import { Names, Instant, paging } from './common-schemas.ts';
import { ALARM_STATE_NAMES, ALARM_STEPS, OPERATOR_ALARM_STEPS, ALARM_NOTE_LIMIT } from './vocabulary.ts';
import { operation } from './operation.ts';

const EvidenceAnswer = closed({
  multiple: Type.Number({ description: '(C - L) / L' }),
  value: Type.String(),
  limit: Type.String(),
  unit: Type.String(),
  limitSource: Type.Integer(),
  since: Instant,
  time: Instant,
});

const AlarmAnswer = closed({
  id: Type.Integer(),
  sequence: Type.Integer({ description: 'Last event; send it with an action, so that nobody acts on an old state' }),
  rule: Type.String(),
  station: Type.Integer(),
  names: nullable(Names),
  kind: nullable(Type.String()),
  county: nullable(Type.Integer()),
  factor: Type.String(),
  state: choice(ALARM_STATE_NAMES),
  priority: Type.Integer({ minimum: 1, maximum: 3 }),
  raised: Instant,
  changed: Instant,
  due: nullable(Type.String({ format: 'date-time', description: 'The next deadline' })),
  missed: nullable(
    Type.String({ format: 'date-time', description: 'A deadline that passed; it stays until somebody acts' }),
  ),
  cleared: nullable(Instant),
  escalations: Type.Integer(),
  latest: EvidenceAnswer,
  worst: EvidenceAnswer,
  note: nullable(Type.String()),
  steps: Type.Array(choice(OPERATOR_ALARM_STEPS), { description: 'What may be done now' }),
});

const EventAnswer = closed({
  sequence: Type.Integer(),
  step: choice(ALARM_STEPS),
  at: Instant,
  actor: closed({ kind: Type.String(), name: Type.String() }),
  note: nullable(Type.String()),
  priority: nullable(Type.Integer()),
  due: nullable(Instant),
  evidence: nullable(EvidenceAnswer),
});

const AlarmId = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

export const alarmsOperation = operation({
  id: 'alarms',
  method: 'GET',
  path: '/api/alarms',
  access: 'viewer',
  summary: '告警列表 · alarms, most urgent first',
  tag: 'alarms',
  query: closed({
    state: Type.Optional(choice(['open', ...ALARM_STATE_NAMES], 'open: every one not closed (default)')),
    station: Type.Optional(Type.Integer({ minimum: 1 })),
    ...paging,
  }),
  status: 200,
  answer: closed({ total: Type.Integer(), items: Type.Array(AlarmAnswer) }),
});

export const alarmOperation = operation({
  id: 'alarm',
  method: 'GET',
  path: '/api/alarms/:id',
  access: 'viewer',
  summary: '告警与全部事件 · one alarm with every event',
  tag: 'alarms',
  params: closed({ id: AlarmId }),
  query: closed({}),
  status: 200,
  answer: closed({ alarm: AlarmAnswer, events: Type.Array(EventAnswer) }),
});

export const actOnAlarmOperation = operation({
  id: 'actOnAlarm',
  method: 'POST',
  path: '/api/alarms/:id/events',
  access: 'operator',
  summary: '处理告警 · confirm, reject or close, with a note',
  tag: 'alarms',
  params: closed({ id: AlarmId }),
  body: closed({
    step: choice(OPERATOR_ALARM_STEPS),
    sequence: Type.Integer({ minimum: 1, description: "The alarm's `sequence` as you saw it" }),
    note: Type.Optional(Type.String({ minLength: 1, maxLength: ALARM_NOTE_LIMIT })),
  }),
  status: 200,
  answer: AlarmAnswer,
});
