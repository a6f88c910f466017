import { Counter, Gauge, type Registry as Metrics } from 'prom-client';

/** The figures of the alarm rules, `guanlan_alarm*`. */
export interface RuleMetrics {
  readonly events: Counter<'step'>;
  readonly lost: Counter;
  readonly skipped: Counter;
  readonly open: Gauge;
  readonly folded: Gauge;
}

export function ruleMetrics(metrics: Metrics): RuleMetrics {
  const registers = [metrics];
  return {
    events: new Counter({
      name: 'guanlan_alarm_events_total',
      help: 'Events written to the alarm ledger',
      labelNames: ['step'],
      registers,
    }),
    lost: new Counter({
      name: 'guanlan_alarm_races_total',
      help: 'Events not written because the alarm had moved on',
      registers,
    }),
    skipped: new Counter({
      name: 'guanlan_alarm_ticks_skipped_total',
      help: 'Ticks skipped because the one before still ran',
      registers,
    }),
    open: new Gauge({ name: 'guanlan_alarms_open', help: 'Alarms that are not closed', registers }),
    folded: new Gauge({
      name: 'guanlan_alarms_folded',
      help: 'Exceedances not raised on the last tick: flood or too many open',
      registers,
    }),
  };
}
