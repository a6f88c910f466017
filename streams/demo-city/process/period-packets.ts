import type { Clock } from '../../contracts/clock.ts';
import type { Station } from '../../contracts/pack.ts';
import type { Field } from '../field/field.ts';
import type { Deliveries } from './deliveries.ts';
import type { Devices } from './devices.ts';
import { type Held, meanPackets, type RequestNumbers } from './frames.ts';
import type { Lines } from './lines.ts';
import { PERIOD_SERIES, periodIndex, periodMeans } from './period-series.ts';

/** Makes and sends hour and day packets. */
export class PeriodPackets {
  readonly #field: Field;
  readonly #devices: Devices;
  readonly #lines: Lines;
  readonly #deliveries: Deliveries;
  readonly #numbers: RequestNumbers;
  readonly #clock: Clock;

  constructor(options: {
    readonly field: Field;
    readonly devices: Devices;
    readonly lines: Lines;
    readonly deliveries: Deliveries;
    readonly numbers: RequestNumbers;
    readonly clock: Clock;
  }) {
    this.#field = options.field;
    this.#devices = options.devices;
    this.#lines = options.lines;
    this.#deliveries = options.deliveries;
    this.#numbers = options.numbers;
    this.#clock = options.clock;
  }

  isUp(station: Station): boolean {
    return this.#field.link(station, this.#devices.fieldTime(this.#clock.now())) === 'up';
  }

  /**
   * Sends the period that begins at `start` (ms UTC).
   * @param held the logger keeps it until it is acknowledged
   * @returns whether every packet of it was taken
   */
  send(station: Station, start: number, series: Held['series'], held: boolean): boolean {
    const means = periodMeans(this.#field, this.#devices, station, series, start);
    const item: Held = { device: station.device, series, index: periodIndex(series, start) };
    if (!means) {
      // Nothing was measured: nothing is held.
      if (held) this.#deliveries.delivered(item);
      return false;
    }
    if (held) this.#deliveries.begin(item);
    const packets = meanPackets(
      station,
      this.#devices.profile(station),
      PERIOD_SERIES[series].cn,
      start,
      means,
      this.#numbers.next(station.device, this.#clock.now()),
      held ? item : undefined,
    );
    const taken = packets.every((packet) => this.#lines.offer(station, packet));
    if (!taken) this.#deliveries.giveUp(item);
    return taken;
  }
}
