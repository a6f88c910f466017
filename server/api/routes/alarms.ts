import { actOnAlarmOperation, alarmOperation, alarmsOperation } from '../../../streams/contracts/api/alarms.ts';
import { GuanlanError } from '../../../streams/contracts/errors.ts';
import { deadlineOf, type Alarm } from '../../alarms/mod.ts';
import { alarmAnswer, alarmEventAnswer } from '../answers/alarm.ts';
import type { Api } from '../api.ts';
import type { RouteContext } from '../route-context.ts';
import { serve } from '../serve.ts';

const newestFirst = (a: Alarm, b: Alarm): number => b.changed - a.changed || b.alarm - a.alarm;
const mostUrgentFirst = (a: Alarm, b: Alarm): number =>
  a.priority - b.priority ||
  (deadlineOf(a) ?? Infinity) - (deadlineOf(b) ?? Infinity) ||
  b.raised - a.raised ||
  b.alarm - a.alarm;

/** The ledger to read and to act on. An action names the event it answers; who comes second gets GL_ALARM_MOVED. */
export async function alarmRoutes(app: Api, { registry, alarms, limitRate }: RouteContext): Promise<void> {
  serve(app, alarmsOperation, ({ query: { state = 'open', station, limit, offset } }) => {
    const candidates = state === 'closed' ? alarms.closed() : alarms.open();
    const found = [...candidates.values()].filter(
      (alarm) =>
        (state === 'open' || alarm.state === state) && (station === undefined || alarm.subject.station === station),
    );
    found.sort(state === 'closed' ? newestFirst : mostUrgentFirst);
    return {
      total: found.length,
      items: found.slice(offset, offset + limit).map((alarm) => alarmAnswer(registry, alarm)),
    };
  });

  serve(app, alarmOperation, async ({ params, ip }) => {
    const alarm = alarms.get(params.id);
    if (!alarm) throw new GuanlanError('GL_NOT_FOUND', `alarm ${params.id}`);
    limitRate(ip);
    const events = await alarms.events(params.id);
    return {
      alarm: alarmAnswer(registry, alarm),
      events: events.map((event) => alarmEventAnswer(alarm.subject.factor, event)),
    };
  });

  serve(app, actOnAlarmOperation, async ({ params, body, grant }) => {
    const alarm = await alarms.append(params.id, body.sequence, {
      step: body.step,
      actor: { kind: 'person', name: grant.name },
      due: null,
      ...(body.note === undefined ? {} : { note: body.note }),
    });
    return alarmAnswer(registry, alarm);
  });
}
