import { Type } from '@sinclair/typebox';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import type { ExceedanceEvidence } from '../../../streams/contracts/exceedance.ts';
import { factorById } from '../../../streams/contracts/factors.ts';
import { formatMicro } from '../../../streams/contracts/reading.ts';
import {
  ALARM_STATES,
  deadlineOf,
  MAX_NOTE,
  OPERATOR_STEPS,
  operatorSteps,
  STEPS,
  type Alarm,
  type AlarmState,
} from '../../alarms/mod.ts';
import type { Registry } from '../../registry/mod.ts';
import type { Rooms } from '../api-dependencies.ts';
import { choice, closed, faults, Instant, Names, nullable, paging, type Api } from '../schema.ts';

const STATES = Object.keys(ALARM_STATES) as [AlarmState, ...AlarmState[]];
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
  state: choice(STATES),
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
  steps: Type.Array(choice(OPERATOR_STEPS), { description: 'What may be done now' }),
});
const EventAnswer = closed({
  sequence: Type.Integer(),
  step: choice(STEPS),
  at: Instant,
  actor: closed({ kind: Type.String(), name: Type.String() }),
  note: nullable(Type.String()),
  priority: nullable(Type.Integer()),
  due: nullable(Instant),
  evidence: nullable(EvidenceAnswer),
});
const AlarmId = Type.Integer({ minimum: 1, maximum: 4_294_967_295 });

const iso = (ms: number): string => new Date(ms).toISOString();
const isoOrNull = (ms: number | null | undefined): string | null => (ms === null || ms === undefined ? null : iso(ms));

const evidenceOf = (
  factor: number,
  { multipleHundredths, value, limit, limitSource, since, time }: ExceedanceEvidence,
) => ({
  multiple: multipleHundredths / 100,
  value: formatMicro(value),
  limit: formatMicro(limit),
  unit: factorById(factor)?.unit ?? '',
  limitSource,
  since: iso(since),
  time: iso(time),
});

function alarmOf(registry: Registry, alarm: Alarm) {
  const { rule, station, factor } = alarm.subject;
  const place = registry.station(station);
  return {
    id: alarm.alarm,
    sequence: alarm.sequence,
    rule,
    station,
    names: place?.names ?? null,
    kind: place?.kind ?? null,
    county: place?.county ?? null,
    factor: factorById(factor)?.code ?? String(factor),
    state: alarm.state,
    priority: alarm.priority,
    raised: iso(alarm.raised),
    changed: iso(alarm.changed),
    due: isoOrNull(alarm.due),
    missed: isoOrNull(alarm.missed),
    cleared: isoOrNull(alarm.cleared),
    escalations: alarm.escalations,
    latest: evidenceOf(factor, alarm.latest),
    worst: evidenceOf(factor, alarm.worst),
    note: alarm.note,
    steps: operatorSteps(alarm),
  };
}

/** The ledger to read and to act on. An action names the event it answers; who comes second gets GL_ALARM_MOVED. */
export async function alarmRoutes(app: Api, { registry, alarms, bound }: Rooms): Promise<void> {
  app.get(
    '/api/alarms',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'alarms',
        summary: '告警列表 · alarms, most urgent first',
        tags: ['alarms'],
        querystring: closed({
          state: Type.Optional(
            Type.Unsafe<AlarmState | 'open'>({
              type: 'string',
              enum: ['open', ...STATES],
              description: 'open: every one not closed (default)',
            }),
          ),
          station: Type.Optional(Type.Integer({ minimum: 1 })),
          ...paging,
        }),
        response: { 200: closed({ total: Type.Integer(), items: Type.Array(AlarmAnswer) }), ...faults },
      },
    },
    async ({ query: { state = 'open', station, limit, offset } }) => {
      const of = state === 'closed' ? [...alarms.closed().values()] : [...alarms.open().values()];
      const found = of.filter(
        (alarm) =>
          (state === 'open' || alarm.state === state) && (station === undefined || alarm.subject.station === station),
      );
      if (state === 'closed') found.sort((a, b) => b.changed - a.changed || b.alarm - a.alarm);
      else
        found.sort(
          (a, b) =>
            a.priority - b.priority ||
            (deadlineOf(a) ?? Infinity) - (deadlineOf(b) ?? Infinity) ||
            b.raised - a.raised ||
            b.alarm - a.alarm,
        );
      return {
        total: found.length,
        items: found.slice(offset, offset + limit).map((alarm) => alarmOf(registry, alarm)),
      };
    },
  );

  app.get(
    '/api/alarms/:id',
    {
      config: { access: 'viewer' },
      schema: {
        operationId: 'alarm',
        summary: '告警与全部事件 · one alarm with every event',
        tags: ['alarms'],
        params: closed({ id: AlarmId }),
        querystring: closed({}),
        response: { 200: closed({ alarm: AlarmAnswer, events: Type.Array(EventAnswer) }), ...faults },
      },
    },
    async ({ params, ip }) => {
      const alarm = alarms.get(params.id);
      if (!alarm) throw new GuanlanError('GL_NOT_FOUND', `alarm ${params.id}`);
      bound(ip);
      const events = await alarms.events(params.id);
      return {
        alarm: alarmOf(registry, alarm),
        events: events.map(({ sequence, step, at, actor, note, priority, due, evidence }) => ({
          sequence,
          step,
          at: iso(at),
          actor: { kind: actor.kind, name: actor.name },
          note: note ?? null,
          priority: priority ?? null,
          due: isoOrNull(due),
          evidence: evidence ? evidenceOf(alarm.subject.factor, evidence) : null,
        })),
      };
    },
  );

  app.post(
    '/api/alarms/:id/events',
    {
      config: { access: 'operator' },
      schema: {
        operationId: 'actOnAlarm',
        summary: '处理告警 · confirm, reject or close, with a note',
        tags: ['alarms'],
        params: closed({ id: AlarmId }),
        body: closed({
          step: choice(OPERATOR_STEPS),
          sequence: Type.Integer({ minimum: 1, description: "The alarm's `sequence` as you saw it" }),
          note: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NOTE })),
        }),
        response: { 200: AlarmAnswer, ...faults },
      },
    },
    async ({ params, body, grant }) => {
      const alarm = await alarms.append(params.id, body.sequence, {
        step: body.step,
        actor: { kind: 'person', name: grant.name },
        due: null,
        ...(body.note === undefined ? {} : { note: body.note }),
      });
      return alarmOf(registry, alarm);
    },
  );
}
