import { Counter, Gauge } from 'prom-client';
import type { LivePublisher } from '../../streams/live/mod.ts';
import { GuanlanError } from '../../streams/contracts/errors.ts';
import { factorById } from '../../streams/contracts/factors.ts';
import type { Registry } from '../registry/mod.ts';
import type { PartState, Running } from '../platform/running.ts';
import { alarmRow, funnelRows } from './alarm-rows.ts';
import type { Actor } from './event.ts';
import { ExceedanceRule, type AlarmTick, type Intent } from './exceedance-rule.ts';
import type { AlarmLedger, LedgerContext } from './ledger.ts';
import { CONFIRM_WITHIN } from './policy.ts';
import type { Alarm } from './transitions.ts';

/** Events written at a time. */
const WRITE_WINDOW = 32;
/** Changes within this are sent to the screens together. */
const SETTLE_MS = 200;
const RULE: Actor = Object.freeze({ kind: 'rule', name: 'exceedance' });
const DEADLINE: Actor = Object.freeze({ kind: 'deadline', name: 'deadline' });

export interface AlarmRules extends Running {
  /** Called with each tick of the windows by the role that leads them. A tick that still runs makes the next one skipped and counted. */
  onTick(tick: AlarmTick): Promise<void>;
}

export interface RulesExtra {
  readonly registry: Registry;
  readonly publisher: LivePublisher;
  readonly ledger: AlarmLedger;
}

/** The alarm rules of the work role: exceedances become events, deadlines pass, screens are told. */
export async function startAlarmRules(
  context: LedgerContext,
  { registry, publisher, ledger }: RulesExtra,
): Promise<AlarmRules> {
  const { clock, log, metrics } = context;
  const rule = new ExceedanceRule(({ station, factor }) => `${registry.station(station)?.kind ?? 'unknown'}:${factor}`);
  const events = new Counter({
    name: 'guanlan_alarm_events_total',
    help: 'Events written to the alarm ledger',
    labelNames: ['step'],
    registers: [metrics],
  });
  const lost = new Counter({
    name: 'guanlan_alarm_races_total',
    help: 'Events not written because the alarm had moved on',
    registers: [metrics],
  });
  const skipped = new Counter({
    name: 'guanlan_alarm_ticks_skipped_total',
    help: 'Ticks skipped because the one before still ran',
    registers: [metrics],
  });
  const openGauge = new Gauge({
    name: 'guanlan_alarms_open',
    help: 'Alarms that are not closed',
    registers: [metrics],
  });
  const foldedGauge = new Gauge({
    name: 'guanlan_alarms_folded',
    help: 'Exceedances not raised on the last tick: flood or too many open',
    registers: [metrics],
  });
  let running = false;
  let closed = false;
  let failure: string | null = null;
  let publishing: Promise<void> = Promise.resolve();
  let settle: NodeJS.Timeout | null = null;

  const write = (intent: Intent): Promise<Alarm> => {
    const { step } = intent;
    if (step === 'raised') {
      const { subject, priority, evidence, id } = intent;
      return ledger.raise(
        { step, actor: RULE, subject, priority, evidence, due: clock.now() + CONFIRM_WITHIN[priority] },
        id,
      );
    }
    const { alarm } = intent;
    if (step === 'worsened') {
      const due = alarm.state === 'raised' ? clock.now() + CONFIRM_WITHIN[intent.priority] : null;
      // A sooner deadline holds: getting worse never gives more time.
      return ledger.append(alarm.alarm, alarm.sequence, {
        step,
        actor: RULE,
        priority: intent.priority,
        evidence: intent.evidence,
        due: due === null || alarm.due === null ? due : Math.min(due, alarm.due),
      });
    }
    if (step === 'recurred')
      return ledger.append(alarm.alarm, alarm.sequence, { step, actor: RULE, evidence: intent.evidence });
    return ledger.append(alarm.alarm, alarm.sequence, {
      step,
      actor: RULE,
      ...(step === 'closed' ? { due: null } : {}),
    });
  };

  /** Losing against a person is no failure: the next tick looks at the state he left. */
  const attempt = async (step: string, work: () => Promise<unknown>): Promise<void> => {
    try {
      await work();
      events.inc({ step });
    } catch (error) {
      if (!(error instanceof GuanlanError) || (error.code !== 'GL_ALARM_MOVED' && error.code !== 'GL_ALARM_STEP'))
        throw error;
      lost.inc();
    }
  };
  const inWindows = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
    for (let at = 0; at < items.length; at += WRITE_WINDOW)
      await Promise.all(items.slice(at, at + WRITE_WINDOW).map(work));
  };

  const escalateDue = async (): Promise<void> => {
    const now = clock.now();
    const due = [...ledger.open().values()].filter((alarm) => alarm.due !== null && alarm.due <= now);
    await inWindows(due, (alarm) =>
      attempt('escalated', () =>
        ledger.append(
          alarm.alarm,
          alarm.sequence,
          { step: 'escalated', actor: DEADLINE, due: alarm.due },
          `${alarm.alarm}:${alarm.state}:${alarm.due}`,
        ),
      ),
    );
  };

  const publish = (): Promise<void> => {
    publishing = publishing
      .then(async () => {
        publisher.replace('alarms', [...ledger.open().values()].map(alarmRow));
        publisher.replace('funnel', funnelRows(rule.signals, ledger.dayCount(clock.now())));
        await publisher.commit(['alarms', 'funnel']);
      })
      .catch((error: unknown) =>
        log.warn({ err: error }, 'alarms were not told to the screens; the next tick tells them'),
      );
    return publishing;
  };
  const stopListening = ledger.onChange((alarm, step) => {
    const { subject } = alarm;
    log.info(
      {
        alarm: alarm.alarm,
        step,
        station: subject.station,
        factor: factorById(subject.factor)?.code,
        priority: alarm.priority,
      },
      'alarm',
    );
    if (settle === null && !closed)
      settle = setTimeout(() => {
        settle = null;
        void publish();
      }, SETTLE_MS);
  });

  const onTick = async (tick: AlarmTick): Promise<void> => {
    if (closed) return;
    if (running) return skipped.inc();
    running = true;
    try {
      await inWindows(rule.step(tick, ledger, clock.now()), (intent) => attempt(intent.step, () => write(intent)));
      await escalateDue();
      failure = null;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
      log.error({ err: error }, 'alarm events were not written; the next tick tries again');
    } finally {
      running = false;
    }
    openGauge.set(ledger.open().size);
    foldedGauge.set(rule.folded);
    await publish();
  };

  return {
    onTick,
    parts: (): PartState[] => [
      {
        part: 'alarm-rules',
        state: failure === null ? 'ready' : 'degraded',
        ...(failure !== null
          ? { detail: failure }
          : rule.folded > 0
            ? { detail: `${rule.folded} exceedances folded: flood` }
            : {}),
        figures: { open: ledger.open().size, folded: rule.folded },
      },
    ],
    close: async () => {
      closed = true;
      stopListening();
      if (settle) clearTimeout(settle);
      await publishing;
    },
  };
}
