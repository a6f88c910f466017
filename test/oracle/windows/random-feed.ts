import { DIRECTION, LEVEL, type Arrived, type PlainStation } from './series-history.ts';

const HOUR = 3600;
/** Nothing arrives later than this, seconds. */
const LATEST_SECONDS = 72 * HOUR;
/** History before the first instant, seconds: dense for the last 25 h, in patches before. */
const HISTORY_SECONDS = 96 * HOUR;
const DENSE_SECONDS = 25 * HOUR;

/** A small generator of its own (mulberry32), so that a failure names its seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface FedSeries {
  readonly station: PlainStation;
  readonly factor: number;
  readonly statistic: number;
  readonly step: number;
  readonly phase: number;
  readonly draw: () => number;
}

type Waiting = Omit<Arrived, 'sequence' | 'late'> & { readonly arrives: number; readonly isAgain?: boolean };

/**
 * A random city that talks: stations of all bases, odd periods, phases on and off the boundaries; readings lost,
 * flagged, over range, corrected, said again, taken back to the first value, and late: by seconds, by hours, by three
 * days.
 */
export class RandomFeed {
  readonly stations: readonly (PlainStation & { readonly retired?: number })[];
  readonly begin: number;
  readonly #random: () => number;
  readonly #series: FedSeries[] = [];
  /** By the minute in which they arrive. */
  readonly #waiting = new Map<number, Waiting[]>();
  /** Observation before, for repeats; a ring. */
  readonly #spoken: Waiting[] = [];
  #until: number;
  #sequence = 1_000;

  /** @param begin first instant, seconds UTC */
  constructor(seed: number, stations: number, begin: number) {
    this.begin = begin;
    this.#until = begin - HISTORY_SECONDS;
    this.#random = chance(seed);
    this.stations = Array.from({ length: stations }, (_, i) => this.#station(i + 1));
  }

  /** Series that the windows know: power meters and retired stations speak, and count for nothing. */
  get seriesCount(): number {
    return this.#series.length;
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)]!;
  }

  #station(id: number): PlainStation & { retired?: number } {
    const share = this.#random();
    const [kind, basis, period] =
      share < 0.1
        ? [1, 1, 60]
        : share < 0.14
          ? [2, 1, 30]
          : share < 0.5
            ? [2, 1, 300]
            : share < 0.6
              ? [4, 1, 240]
              : share < 0.7
                ? [4, 10, this.#pick([60, 300, 600])]
                : share < 0.76
                  ? [5, 1, this.#pick([900, 1800, 14_400])]
                  : share < 0.86
                    ? [6, 1, 300]
                    : share < 0.9
                      ? [6, 10, 300]
                      : share < 0.97
                        ? [6, 20, 3600]
                        : share < 0.985
                          ? [7, 1, 300]
                          : [2, 1, 300];
    const station = { id, kind, basis, period, ...(share >= 0.985 ? { retired: 1 } : {}) };
    const factors =
      kind === 6
        ? [66, 67, 69]
        : kind === 4
          ? [2, 7, LEVEL, DIRECTION]
          : kind === 5
            ? [46, 47]
            : kind === 7
              ? [101]
              : [1, 2, 3, DIRECTION];
    for (const factor of factors) {
      const statistics =
        kind === 6
          ? [basis, basis === 1 ? 2 : basis === 10 ? 14 : 24]
          : this.#random() < 0.06 && basis !== 20
            ? [basis, 20]
            : [basis];
      const phase = this.#random() < 0.6 ? 0 : Math.floor(this.#random() * period);
      const draw = this.#drawing(factor);
      for (const statistic of statistics) {
        this.#series.push({
          station,
          factor,
          statistic,
          step: statistic === 20 && basis !== 20 ? HOUR : period,
          phase: statistic === 20 || statistic === 24 ? 0 : phase,
          draw,
        });
      }
    }
    return station;
  }

  /** Values that make ties, signs and sizes matter. */
  #drawing(factor: number): () => number {
    const random = this.#random;
    // Below 97 dB the engine's exponential is exact to the thousandth of energy (random-windows.test.ts); above it the
    // fourteenth digit may differ.
    if (factor === LEVEL) return () => (300 + Math.floor(random() * 670)) * 100_000;
    if (factor === DIRECTION) return () => Math.floor(random() * 3600) * 100_000;
    const style = random();
    if (style < 0.25) return () => Math.floor(random() * 7) - 3;
    if (style < 0.45) return () => Math.floor(random() * 7) * 500_000 - 1_000_001;
    if (style < 0.5) return () => Math.floor((random() - 0.5) * 1.6e16);
    return () => Math.floor(random() * 5000) * 100_000;
  }

  #wait(reading: Waiting): void {
    const minute = Math.floor(reading.arrives / 60);
    const list = this.#waiting.get(minute);
    if (list) list.push(reading);
    else this.#waiting.set(minute, [reading]);
  }

  /** Seconds from a value's time to its arrival: mostly at once, else anything up to 72 h. */
  #delay(): number {
    const roll = this.#random();
    if (roll < 0.84) return Math.floor(this.#random() * 20);
    if (roll < 0.95) return Math.floor(Math.exp(this.#random() * Math.log(LATEST_SECONDS)));
    return Math.floor(this.#random() * LATEST_SECONDS);
  }

  #speak(series: FedSeries, from: number, until: number): void {
    const { station, factor, statistic, step, phase } = series;
    let hour = -1;
    let share = 1;
    let flagged = 0;
    for (let n = Math.ceil((from - phase) / step); phase + n * step < until; n += 1) {
      const time = phase + n * step;
      if (Math.floor(time / HOUR) !== hour) {
        hour = Math.floor(time / HOUR);
        const roll = this.#random();
        share =
          hour * HOUR < this.begin - DENSE_SECONDS && roll < 0.65
            ? 0
            : roll < 0.82
              ? 0.98
              : roll < 0.96
                ? 0.6 + this.#random() * 0.3
                : 0;
        flagged = this.#random() < 0.12 ? 0.4 : 0.02;
      }
      if (this.#random() >= share) continue;
      const flag = this.#random() < flagged ? this.#pick(['T', 'D', 'D', 'M', 'C']) : 'N';
      const reading: Waiting = {
        station: station.id,
        factor,
        statistic,
        time,
        value: series.draw(),
        flag,
        arrives: time + this.#delay(),
      };
      this.#wait(reading);
      if (this.#random() < 0.05) {
        // A correction in value or in flag; sometimes the first value once more after it, which changes nothing.
        const corrected = {
          ...reading,
          ...(this.#random() < 0.7 ? { value: series.draw() } : { flag: flag === 'N' ? 'D' : 'N' }),
          arrives: reading.arrives + this.#delay(),
        };
        if (corrected.arrives - time <= LATEST_SECONDS) this.#wait(corrected);
        if (this.#random() < 0.5 && corrected.arrives - time < LATEST_SECONDS - 120)
          this.#wait({ ...reading, arrives: corrected.arrives + 90, isAgain: true });
      }
    }
  }

  /** What arrives up to an instant, in order of arrival. */
  until(now: number): Arrived[] {
    if (now > this.#until) {
      for (const series of this.#series) this.#speak(series, this.#until, now);
      this.#until = now;
    }
    const due = [...this.#waiting.keys()].filter((minute) => minute * 60 <= now).sort((a, b) => a - b);
    const arrived: Waiting[] = [];
    for (const minute of due) {
      const list = this.#waiting.get(minute)!;
      const later = list.filter(({ arrives }) => arrives > now);
      if (later.length > 0) this.#waiting.set(minute, later);
      else this.#waiting.delete(minute);
      arrived.push(...list.filter(({ arrives }) => arrives <= now).sort((a, b) => a.arrives - b.arrives));
    }
    // Frames sent again: the same words under a newer sequence.
    const repeats = Math.floor(arrived.length * 0.02);
    for (let i = 0; i < repeats && this.#spoken.length > 0; i += 1) {
      const again = this.#pick(this.#spoken);
      if (now - again.time <= LATEST_SECONDS) arrived.push({ ...again, arrives: now, isAgain: true });
    }
    for (const reading of arrived)
      if (this.#spoken.length < 5000) this.#spoken.push(reading);
      else if (this.#random() < 0.05) this.#spoken[Math.floor(this.#random() * 5000)] = reading;
    return arrived.map(({ arrives, isAgain: _again, ...reading }) => {
      this.#sequence += 10;
      // One frame in a hundred was kept unopened and has an old ordinal.
      const sequence =
        this.#random() < 0.01 ? Math.max(1, this.#sequence - Math.floor(this.#random() * 200_000)) : this.#sequence;
      return { ...reading, sequence, late: Math.max(0, arrives - reading.time) };
    });
  }
}
