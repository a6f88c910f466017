import type { Clock } from '../../contracts/clock.ts';
import type { Field } from '../field/field.ts';
import type { LoggerContext } from './answers.ts';
import type { Devices } from './devices.ts';
import { meanPackets, realtimePacket } from './frames.ts';
import type { LoggerKeys } from './keys.ts';
import { periodMeans } from './period-series.ts';

/** What the loggers of the running city do on a command. */
export const loggerContext = (field: Field, devices: Devices, keys: LoggerKeys, clock: Clock): LoggerContext => ({
  now: () => clock.now(),
  keys,
  setClock: (station) => devices.setClock(station),
  setPeriod: (station, seconds) => devices.setPeriod(station, seconds),
  realtime: (station) => {
    const now = clock.now();
    const shown = field.show(station, devices.fieldTime(now));
    return shown && realtimePacket(station, devices.profile(station), shown, now - devices.behind(station), '');
  },
  means: (station, cn, start) => {
    const means = periodMeans(field, devices, station, cn === '2061' ? 'hours' : 'days', start);
    return means ? meanPackets(station, devices.profile(station), cn, start, means, '') : [];
  },
});
