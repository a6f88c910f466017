import { toLiveTime, type LiveRow } from '../../streams/live/mod.ts';
import type { DayCount } from './fold.ts';
import { ALARM_STATES, deadlineOf, type Alarm } from './transitions.ts';

/** Rows of the live topic `alarms`, columns in its order. */
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
      Math.round(latest.multiple * 100),
      Math.round(latest.value / 1000),
      Math.round(latest.limit / 1000),
    ],
  };
};

/** Rows of the live topic `funnel`: 1 exceedances seen, 2 alarms raised, 3 confirmed by the seat, 4 closed after that, all of the civil day. */
export const funnelRows = (signals: number, { raised, confirmed, closed }: DayCount): LiveRow[] =>
  [Math.max(signals, raised), raised, confirmed, closed].map((count, index) => ({ key: index + 1, values: [count] }));
