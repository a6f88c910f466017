import type { AlarmLedger, AlarmRules } from '../alarms/mod.ts';
import { loadQuery, type Store } from '../platform/store/mod.ts';
import type { TickResult } from '../windows/mod.ts';

const JUDGED_AT = loadQuery('windows/evaluated-at');
const keyOf = (station: number, factor: number): number => station * 65_536 + factor;

/** Hands each tick of the windows to the alarm rules, with how far the series of open alarms have been judged. */
export function alarmTicks(
  store: Store,
  ledger: AlarmLedger,
  rules: AlarmRules,
): (result: TickResult) => Promise<void> {
  return async ({ tick, exceedances }) => {
    const open = [...ledger.open().values()].map(({ subject }) => String(keyOf(subject.station, subject.factor)));
    const judged = new Map<number, number>();
    if (open.length > 0) {
      const [stations = [], factors = [], at = []] = await store.columns('window', JUDGED_AT, {
        tick,
        series: open.map(BigInt),
      });
      for (let i = 0; i < stations.length; i += 1)
        judged.set(keyOf(Number(stations[i]), Number(factors[i])), Number(at[i]) * 1000);
    }
    await rules.onTick({
      exceedances: exceedances.map((exceedance) => ({
        ...exceedance,
        multiple: (exceedance.value - exceedance.limit) / exceedance.limit,
      })),
      judgedAt: (station, factor) => judged.get(keyOf(station, factor)) ?? null,
    });
  };
}
