import { seriesKey } from '../../streams/contracts/factors.ts';
import type { AlarmLedger } from '../alarms/mod.ts';

/** Series keys of the open alarms: what each tick of the windows is asked whether it fell below the deadband. */
export const openAlarmSeries = (ledger: AlarmLedger): number[] =>
  [...ledger.open().values()].map(({ subject }) => seriesKey(subject.station, subject.factor));
