import type { Station } from '../../contracts/pack.ts';
import { civilDay, DAY_MS, dayStart, HOUR_MS, hourStart } from '../field/civil.ts';
import { hourIndex, holdsHours } from './backfill.ts';
import type { Calendar, CityEvent } from './calendar.ts';
import type { Deliveries } from './deliveries.ts';
import type { Devices } from './devices.ts';
import type { Figures } from './figures.ts';
import { type LivePacketsOptions, sendLive } from './live-packets.ts';
import type { PeriodPackets } from './period-packets.ts';

export interface PacketsOptions extends LivePacketsOptions {
  readonly calendar: Calendar;
  readonly devices: Devices;
  readonly periods: PeriodPackets;
  readonly deliveries: Deliveries;
  readonly figures: Figures;
}

function sendHour(station: Station, start: number, now: number, options: PacketsOptions): void {
  const { calendar, periods, deliveries, figures } = options;
  calendar.putHour(station, Math.max(start + HOUR_MS, hourStart(now)));
  // Just after a start the back-fill may have been quicker.
  if (deliveries.has({ device: station.device, series: 'hours', index: hourIndex(start) })) return;
  if (periods.isUp(station) && periods.send(station, start, 'hours', holdsHours(station))) figures.hours += 1;
}

function sendDay(station: Station, start: number, now: number, options: PacketsOptions): void {
  const { calendar, periods, figures } = options;
  calendar.putDay(station, Math.max(start + DAY_MS, dayStart(civilDay(now))));
  if (periods.isUp(station) && periods.send(station, start, 'days', station.kind === 'national')) figures.days += 1;
}

/** Sends the packet of an event that was due `at`, and puts the next of its kind into the calendar. */
export function sendPacket(event: CityEvent, at: number, now: number, options: PacketsOptions): void {
  const { station } = event;
  switch (event.kind) {
    case 'live': {
      const { calendar, devices } = options;
      const after = Math.max(at, now - devices.period(station));
      calendar.put(devices.nextLive(station, after), { kind: 'live', station });
      sendLive(station, now, options);
      return;
    }
    case 'late':
      options.lines.offer(station, event.draft);
      return;
    case 'hour':
      sendHour(station, event.start, now, options);
      return;
    case 'day':
      sendDay(station, event.start, now, options);
  }
}
