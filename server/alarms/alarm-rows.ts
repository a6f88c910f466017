import { toLiveTime, type LiveRow } from '../../streams/live/mod.ts';
import type { DayCount } from './fold.ts';
import { ALARM_STATES, deadlineOf, type Alarm } from './transitions.ts';

/** A row of topic `alarms`. */
export const alarmRow = (alarm: Alarm): LiveRow => {
  const { subject, priority, state, raised, latest } = alarm;
  const deadline = deadlineOf(alarm);
  return {
    key: alarm.alarm,
    values: [
      subject.station,
      subject.factor,
      priority,
      ALARM_STATES[state],
      toLiveTime(raised),
      deadline === null ? null : toLiveTime(deadline),
      latest.multipleHundredths,
      Math.round(latest.value / 1000),
      Math.round(latest.limit / 1000),
    ],
  };
};

/**
 * Rows of topic `funnel`, counts of the civil day: 1 exceedances, 2 alarms raised, 3 confirmed by an operator, 4
 * closed.
 */
export const alarmCountRows = (signals: number, { raised, confirmed, closed }: DayCount): LiveRow[] =>
  [Math.max(signals, raised), raised, confirmed, closed].map((count, index) => ({ key: index + 1, values: [count] }));
