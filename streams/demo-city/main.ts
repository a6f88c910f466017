import type { Clock } from '../contracts/clock.ts';
import type { CityPack, Station } from '../contracts/pack.ts';
import { civilDay, DAY_MS, dayStart, HOUR_MS, hourStart, yearStart } from './field/civil.ts';
import { HOUR_SAMPLES, openField } from './field/field.ts';
import { AIR_HOURS, backfill, type Due, hourIndex, holdsHours } from './process/backfill.ts';
import { type CityDraft, type Held, meanPackets, realtimePacket, RequestNumbers } from './process/frames.ts';
import { answerCommand, type LoggerRoom } from './process/answers.ts';
import { BackfillLedger } from './process/ledger.ts';
import { demoKeys, LoggerKeys } from './process/keys.ts';
import { openLines } from './process/lines.ts';
import { Schedule } from './process/schedule.ts';
import { type Voice, voiceOf } from './process/voice.ts';
import { chance, random } from './random.ts';

export interface CityOptions {
  readonly pack: CityPack;
  readonly seed: number;
  /** Of the gateway. */
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /**
   * Directory of the loggers' memory of what was delivered; `null`: nowhere, everything is back-filled at each start.
   */
  readonly dataDir: string | null;
  /**
   * Multiplies the load: real-time periods are shorter by it, and from the start on the city's weather and shifts pass
   * faster by it. Data times stay those of the clock, so that the server takes them. 1 by default.
   */
  readonly speed?: number;
  /** Back-fill packets a second; 0 sends none. */
  readonly backfillRate?: number;
  /** Round trip of each 9014, ms. */
  readonly onAck?: (ms: number) => void;
}

export interface RunningCity {
  /** As `/readyz` shows it. */
  parts(): readonly {
    readonly part: string;
    readonly state: 'starting' | 'ready' | 'degraded';
    readonly detail?: string;
    readonly figures: Readonly<Record<string, number>>;
  }[];
  close(): Promise<void>;
}

type Event =
  | { readonly kind: 'live'; readonly station: Station }
  | { readonly kind: 'hour'; readonly station: Station; readonly start: number }
  | { readonly kind: 'day'; readonly station: Station; readonly start: number }
  | { readonly kind: 'late'; readonly station: Station; readonly draft: CityDraft };

const TICK_MS = 50;
/**
 * Devices a second that speak a first time after the start: 15 s for the whole city, so that no screen waits for a
 * period.
 */
const FIRST_PASS_RATE = 340;
/** Hour packets are spread over the first minutes of the hour, day packets over the first ten of the day. */
const HOUR_SPREAD_MS = 4 * 60_000;
const DAY_SPREAD_MS = 10 * 60_000;
const GARBLED = 0.002;
const DAY_SAMPLES = 24;
const BACKFILL_RATE = 200;
const RESCAN_MS = 60_000;
const SAVE_MS = 10_000;
/** Events made up in one tick; the rest waits for the next, so that acknowledgements are read in between. */
const EVENTS_PER_TICK = 400;

/** Starts every device of the city against an HJ 212 gateway. */
export async function startCity(options: CityOptions): Promise<RunningCity> {
  const { pack, seed, clock, log, speed = 1, backfillRate = BACKFILL_RATE } = options;
  const field = openField(pack, seed);
  const ledger = await BackfillLedger.open(options.dataDir, seed);
  const underway = new Set<string>();
  const keyOf = ({ device, series, index }: Held): string => `${device} ${series} ${index}`;
  const voices = new Map<number, Voice>(pack.stations.map((station) => [station.id, voiceOf(seed, station)]));
  const stations = new Map(pack.stations.map((station) => [station.device.toUpperCase(), station]));
  const keys = new LoggerKeys(demoKeys(pack, seed), options.dataDir);
  /** What commands have changed: real-time periods in seconds, and clocks that were set. */
  const periods = new Map<number, number>();
  const clocksSet = new Set<number>();
  const behind = (station: Station, voice: Voice): number => (clocksSet.has(station.id) ? 0 : voice.behind);
  const room: LoggerRoom = {
    now: () => clock.now(),
    keys,
    setClock: (station) => {
      clocksSet.add(station.id);
    },
    setPeriod: (station, seconds) => {
      if (seconds >= 30 && seconds <= 3600) periods.set(station.id, seconds);
    },
    realtime: (station) => {
      const now = clock.now();
      const shown = field.show(station, fieldTime(now));
      return shown
        ? realtimePacket(
            station,
            voices.get(station.id) as Voice,
            shown,
            now - behind(station, voices.get(station.id) as Voice),
            '',
          )
        : null;
    },
    means: (station, cn, start) => {
      const from = fieldTime(start);
      const means = field.mean(
        station,
        from,
        fieldTime(start + (cn === '2061' ? HOUR_MS : DAY_MS)) - from,
        cn === '2061' ? HOUR_SAMPLES : DAY_SAMPLES,
      );
      return means ? meanPackets(station, voices.get(station.id) as Voice, cn, start, means, '') : [];
    },
  };
  const lines = openLines(pack, {
    keysOf: (mn) => keys.keysOf(mn),
    onCommand: (packet) => {
      const station = stations.get(packet.device);
      figures.commands += 1;
      return station ? answerCommand(station, packet, room) : { qnRtn: 4 };
    },
    beats: (station) => {
      const voice = voices.get(station.id) as Voice;
      return voice.dialect === '2025' ? { mn: station.device, pw: voice.password } : null;
    },
    host: options.host,
    port: options.port,
    clock,
    ...(options.onAck ? { onAck: options.onAck } : {}),
    onDelivered: (held) => {
      ledger.add(held);
      underway.delete(keyOf(held));
    },
  });
  const numbers = new RequestNumbers();
  const luck = random(seed, `run ${clock.now()}`);
  const startedAt = clock.now();
  /** The city's own time: that of the clock, faster from the start on where a speed is given. */
  const fieldTime = (time: number): number =>
    speed === 1 || time <= startedAt ? time : startedAt + (time - startedAt) * speed;
  const schedule = new Schedule<Event>();
  const figures = {
    live: 0,
    hours: 0,
    days: 0,
    backfilled: 0,
    silent: 0,
    garbled: 0,
    late: 0,
    commands: 0,
    encrypting: keys.size,
  };

  const periodOf = (station: Station): number =>
    Math.max(250, ((periods.get(station.id) ?? station.period) * 1000) / speed);
  const nextLive = (station: Station, after: number): number => {
    const period = periodOf(station);
    const phase = period * chance(seed, station.id, 400);
    return Math.floor((after - phase) / period) * period + phase + period;
  };
  const hourAt = (station: Station, start: number): number =>
    start + HOUR_MS + 2000 + HOUR_SPREAD_MS * chance(seed, station.id, 401);

  const begin = (now: number): void => {
    const pass = (pack.stations.length / FIRST_PASS_RATE) * 1000;
    pack.stations.forEach((station, i) => {
      schedule.put(now + (station.kind === 'national' ? 0 : pass * ((i * 0.618034) % 1)), { kind: 'live', station });
      if (station.kind === 'power') return;
      const start = hourStart(now) - (now < hourAt(station, hourStart(now) - HOUR_MS) ? HOUR_MS : 0);
      schedule.put(hourAt(station, start), { kind: 'hour', station, start });
      const day = civilDay(now);
      schedule.put(dayStart(day + 1) + 60_000 + DAY_SPREAD_MS * chance(seed, station.id, 402), {
        kind: 'day',
        station,
        start: dayStart(day),
      });
    });
  };

  const live = (station: Station, at: number, now: number): void => {
    schedule.put(nextLive(station, Math.max(at, now - periodOf(station))), { kind: 'live', station });
    const moment = fieldTime(now);
    if (field.link(station, moment) !== 'up') {
      figures.silent += 1;
      return;
    }
    const shown = field.show(station, moment);
    if (!shown) return;
    const voice = voices.get(station.id) as Voice;
    const told = now - behind(station, voice);
    const draft = realtimePacket(station, voice, shown, told, numbers.next(station.device, told));
    if (luck.next() < voice.lateness) {
      figures.late += 1;
      schedule.put(now + (70_000 + 130_000 * luck.next()) / speed, { kind: 'late', station, draft });
      return;
    }
    if (luck.next() < GARBLED) {
      figures.garbled += 1;
      lines.garble(draft);
    }
    lines.offer(station, draft);
    figures.live += 1;
  };

  const period = (station: Station, start: number, series: Held['series'], held: boolean): boolean => {
    const length = series === 'hours' ? HOUR_MS : DAY_MS;
    const from = fieldTime(start);
    const means = field.mean(
      station,
      from,
      fieldTime(start + length) - from,
      series === 'hours' ? HOUR_SAMPLES : DAY_SAMPLES,
    );
    const item: Held = {
      device: station.device,
      series,
      index: series === 'hours' ? hourIndex(start) : civilDay(start),
    };
    if (!means) {
      // Nothing was measured: nothing is held.
      if (held) ledger.add(item);
      return false;
    }
    if (held) underway.add(keyOf(item));
    const voice = voices.get(station.id) as Voice;
    const packets = meanPackets(
      station,
      voice,
      series === 'hours' ? '2061' : '2031',
      start,
      means,
      numbers.next(station.device, clock.now()),
      held ? item : undefined,
    );
    const taken = packets.every((packet) => lines.offer(station, packet));
    if (!taken) underway.delete(keyOf(item));
    return taken;
  };
  const isUp = (station: Station): boolean => field.link(station, fieldTime(clock.now())) === 'up';

  const happen = (event: Event, at: number, now: number): void => {
    if (event.kind === 'live') live(event.station, at, now);
    else if (event.kind === 'late') lines.offer(event.station, event.draft);
    else if (event.kind === 'hour') {
      const next = Math.max(event.start + HOUR_MS, hourStart(now));
      schedule.put(hourAt(event.station, next), { kind: 'hour', station: event.station, start: next });
      const item: Held = { device: event.station.device, series: 'hours', index: hourIndex(event.start) };
      // Just after a start the back-fill may have been quicker.
      if (ledger.has(item) || underway.has(keyOf(item))) return;
      if (isUp(event.station) && period(event.station, event.start, 'hours', holdsHours(event.station)))
        figures.hours += 1;
    } else {
      const next = Math.max(event.start + DAY_MS, dayStart(civilDay(now)));
      schedule.put(next + DAY_MS + 60_000 + DAY_SPREAD_MS * chance(seed, event.station.id, 402), {
        kind: 'day',
        station: event.station,
        start: next,
      });
      if (isUp(event.station) && period(event.station, event.start, 'days', event.station.kind === 'national'))
        figures.days += 1;
    }
  };

  let pending: Generator<Due> | null = null;
  /** The next one, while its socket is still busy with the ones before. */
  let first: Due | null = null;
  let scanFrom = clock.monotonic() + 1500;
  let credit = 0;
  const refill = (elapsed: number): void => {
    credit = Math.min(backfillRate / 4, credit + (backfillRate * elapsed) / 1000);
    if (lines.platformQueue() > 0) return;
    // Passing over what cannot go now costs little but not nothing: a bounded look per tick.
    for (let looked = 0; credit >= 1 && looked < 200; looked += 1) {
      if (!pending) {
        if (clock.monotonic() < scanFrom) return;
        pending = backfill(pack, clock.now(), (held) => ledger.has(held) || underway.has(keyOf(held)));
      }
      const next = first ? { done: false as const, value: first } : pending.next();
      first = null;
      if (next.done) {
        pending = null;
        scanFrom = clock.monotonic() + RESCAN_MS;
        ledger.trim('hours', hourIndex(clock.now()) - AIR_HOURS - 1);
        ledger.trim('days', civilDay(yearStart(clock.now())));
        return;
      }
      const { station, held, start } = next.value;
      const line = lines.readiness(station);
      if (line === 'busy') {
        first = next.value;
        return;
      }
      // A logger whose line is down is passed over; the next look finds what it holds.
      if (line === 'down' || !isUp(station)) continue;
      if (period(station, start, held.series, true)) figures.backfilled += 1;
      credit -= 1;
    }
  };

  begin(startedAt);
  let before = clock.monotonic();
  let saved = before;
  const timer = setInterval(() => {
    const monotonic = clock.monotonic();
    const now = clock.now();
    for (let done = 0; done < EVENTS_PER_TICK; done += 1) {
      const next = schedule.due(now);
      if (!next) break;
      happen(next.item, next.at, now);
    }
    if (backfillRate > 0) refill(monotonic - before);
    before = monotonic;
    if (monotonic - saved > SAVE_MS) {
      saved = monotonic;
      ledger
        .save()
        .catch((error: unknown) => log.warn({ error: String(error) }, "the loggers' memory could not be kept"));
    }
  }, TICK_MS);
  log.info(
    { stations: pack.stations.length, speed, gateway: `${options.host}:${options.port}` },
    'the demo city speaks',
  );

  return Object.freeze({
    parts: () => {
      const counts = lines.counts();
      const state =
        counts.connected === 0
          ? ('starting' as const)
          : counts.connected < counts.sockets * 0.9
            ? ('degraded' as const)
            : ('ready' as const);
      const detail =
        state === 'ready' ? {} : { detail: `${counts.connected} of ${counts.sockets} sockets are connected` };
      return [{ part: 'city', state, ...detail, figures: { ...figures, ...counts } }];
    },
    close: async () => {
      clearInterval(timer);
      await lines.close();
      await ledger.save();
    },
  });
}
