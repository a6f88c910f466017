import { civilDayStart } from '../platform/civil-day.ts';
import type { IngestContext } from './ingest-context.ts';
import type { Latest } from './latest.ts';
import { Opener, type OpenerOptions } from './opener.ts';
import type { IngestExtra } from './running-ingest.ts';
import type { UnknownDevices } from './unknown-devices.ts';

/** What one opener does otherwise than the one of new frames. */
type OpenerChanges = Pick<OpenerOptions, 'onTimeChecked' | 'isReopening'> &
  Partial<Pick<OpenerOptions, 'metrics' | 'onUnknownDevice'>>;

export interface OpenerFactoryOptions extends Pick<IngestExtra, 'registry' | 'keys'> {
  readonly latest: Latest;
  readonly unknownDevices: UnknownDevices;
}

/** Makes openers: each reading of the past has its own, because its packets wait for parts of the same past. */
export const openerFactory =
  (
    { metrics, clock, zone }: Pick<IngestContext, 'metrics' | 'clock' | 'zone'>,
    { registry, keys, latest, unknownDevices }: OpenerFactoryOptions,
  ): ((changes?: OpenerChanges) => Opener) =>
  (changes = {}) =>
    new Opener({
      registry,
      metrics,
      now: () => clock.now(),
      dayStart: (time) => civilDayStart(Math.floor(time / 1000), zone()) * 1000,
      timezone: zone,
      onBasisReading: (reading) => latest.offer(reading),
      onUnknownDevice: (device) => unknownDevices.add(device),
      keysOf: (device, received) => keys?.keysOf(device, received) ?? [],
      ...changes,
    });
