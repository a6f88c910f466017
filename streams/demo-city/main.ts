import type { Clock } from '../contracts/clock.ts';
import type { CityPack } from '../contracts/pack.ts';
import { openField } from './field/field.ts';
import { answerCommand } from './process/answers.ts';
import { Backfiller } from './process/backfiller.ts';
import { Calendar } from './process/calendar.ts';
import { Deliveries } from './process/deliveries.ts';
import { Devices } from './process/devices.ts';
import { newFigures, type Figures } from './process/figures.ts';
import { RequestNumbers } from './process/frames.ts';
import { demoKeys, LoggerKeys } from './process/keys.ts';
import { BackfillLedger } from './process/ledger.ts';
import { openLines, type Lines } from './process/lines.ts';
import { loggerContext } from './process/logger-context.ts';
import { sendPacket, type PacketsOptions } from './process/packets.ts';
import { cityPart, type CityPart } from './process/part.ts';
import { PeriodPackets } from './process/period-packets.ts';
import { random } from './random.ts';

export interface CityOptions {
  readonly pack: CityPack;
  readonly seed: number;
  /** Of the gateway. */
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  /**
   * Directory of the loggers' record of what was delivered; `null`: none, everything is back-filled at each start.
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
  parts(): readonly CityPart[];
  close(): Promise<void>;
}

const TICK_MS = 50;
const BACKFILL_RATE = 200;
const SAVE_MS = 10_000;
/** Packets made in one tick; the rest waits for the next, so that acknowledgements are read in between. */
const PACKETS_PER_TICK = 400;

/** Starts every device of the city against an HJ 212 gateway. */
export async function startCity(options: CityOptions): Promise<RunningCity> {
  const { pack, seed, clock, log, speed = 1, backfillRate = BACKFILL_RATE } = options;
  const field = openField(pack, seed);
  const deliveries = new Deliveries(await BackfillLedger.open(options.dataDir, seed));
  const devices = new Devices(pack, seed, clock, speed);
  const keys = new LoggerKeys(demoKeys(pack, seed), options.dataDir);
  const figures = newFigures(keys.size);
  const lines = connectDevices(options, { devices, keys, deliveries, figures, field });
  const numbers = new RequestNumbers();
  const periods = new PeriodPackets({ field, devices, lines, deliveries, numbers, clock });
  const calendar = new Calendar(seed);
  const sending: PacketsOptions = {
    field,
    devices,
    lines,
    numbers,
    speed,
    figures,
    calendar,
    periods,
    deliveries,
    luck: random(seed, `run ${clock.now()}`),
    postpone: (at, station, draft) => calendar.put(at, { kind: 'late', station, draft }),
  };
  const backfiller = new Backfiller({ pack, clock, lines, deliveries, periods, rate: backfillRate });

  calendar.begin(pack.stations, clock.now());
  let before = clock.monotonic();
  let saved = before;
  const timer = setInterval(() => {
    const monotonic = clock.monotonic();
    const now = clock.now();
    for (let sent = 0; sent < PACKETS_PER_TICK; sent += 1) {
      const next = calendar.due(now);
      if (!next) break;
      sendPacket(next.item, next.at, now, sending);
    }
    if (backfillRate > 0) figures.backfilled += backfiller.run(monotonic - before);
    before = monotonic;
    if (monotonic - saved > SAVE_MS) {
      saved = monotonic;
      deliveries
        .save()
        .catch((error: unknown) => log.warn({ error: String(error) }, 'the record of delivered periods was not saved'));
    }
  }, TICK_MS);
  log.info({ stations: pack.stations.length, speed, gateway: `${options.host}:${options.port}` }, 'demo city started');

  return Object.freeze({
    parts: () => [cityPart(figures, lines)],
    close: async () => {
      clearInterval(timer);
      await lines.close();
      await deliveries.save();
    },
  });
}

interface Connected {
  readonly devices: Devices;
  readonly keys: LoggerKeys;
  readonly deliveries: Deliveries;
  readonly figures: Figures;
  readonly field: ReturnType<typeof openField>;
}

/** The devices' sockets; commands that come down on them are answered. */
function connectDevices(options: CityOptions, { devices, keys, deliveries, figures, field }: Connected): Lines {
  const { pack, host, port, clock, onAck } = options;
  const context = loggerContext(field, devices, keys, clock);
  return openLines(pack, {
    keysOf: (mn) => keys.keysOf(mn),
    onCommand: (packet) => {
      const station = devices.byMn(packet.device);
      figures.commands += 1;
      return station ? answerCommand(station, packet, context) : { qnRtn: 4 };
    },
    heartbeats: (station) => {
      const profile = devices.profile(station);
      return profile.dialect === '2025' ? { mn: station.device, pw: profile.password } : null;
    },
    host,
    port,
    clock,
    ...(onAck ? { onAck } : {}),
    onDelivered: (held) => deliveries.delivered(held),
  });
}
