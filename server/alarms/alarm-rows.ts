import { toLiveTime, type PublishedRow } from '../../streams/live/mod.ts';
import type { DayCount } from './fold.ts';
import { ALARM_STATES, deadlineOf, type Alarm } from './transitions.ts';

/** A row of topic `alarms`. */
export const alarmRow = (alarm: Alarm): PublishedRow<'alarms'> => {
  const { subject, priority, state, raised, latest } = alarm;
  const deadline = deadlineOf(alarm);
  return {
    key: alarm.alarm,
    station: subject.station,
    factor: subject.factor,
    priority,
    state: ALARM_STATES[state],
    raised: toLiveTime(raised),
    due: deadline === null ? null : toLiveTime(deadline),
    multiple: latest.multipleHundredths,
    value: Math.round(latest.value / 1000),
    limit: Math.round(latest.limit / 1000),
  };
};

/**
 * Rows of topic `funnel`, counts of the civil day: 1 exceedances, 2 alarms raised, 3 confirmed by an operator, 4
 * closed.
 */
export const alarmCountRows = (signals: number, { raised, confirmed, closed }: DayCount): PublishedRow<'funnel'>[] =>
  [Math.max(signals, raised), raised, confirmed, closed].map((count, index) => ({ key: index + 1, count }));
