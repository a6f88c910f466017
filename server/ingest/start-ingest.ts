import { Registry as Prometheus } from 'prom-client';
import { DEFAULT_ZONE } from '../../streams/contracts/civil-time.ts';
import type { ErrorCode } from '../../streams/contracts/errors.ts';
import type { LivePublisher } from '../../streams/live/mod.ts';
import type { KeyRing } from '../device-keys/mod.ts';
import type { Registry } from '../registry/mod.ts';
import { TickPriority, type YieldsToTicks } from '../platform/tick-priority.ts';
import type { PartState, RoleContext, Running } from '../platform/running.ts';
import { beginningOf } from './beginning.ts';
import { INGEST_BOUNDS, type IngestBounds } from './bounds.ts';
import { civilDayStart } from '../platform/civil-day.ts';
import { endedInOrder, writeCleanStop } from './clean-stop.ts';
import { reopenAfterJump } from './clock-return.ts';
import { identityOf } from './frame-identity.ts';
import { missedBetween, readFrames, type Frame } from './frames.ts';
import { Intake } from './intake.ts';
import { startJobs, DirtyPeriods, DirtyPeriodBatch } from '../rollups/mod.ts';
import { Latest } from './latest.ts';
import { loadLatest } from './load-latest.ts';
import { ingestMetrics } from './metrics.ts';
import { Opener, type OpenerOptions } from './opener.ts';
import { pause } from '../platform/pause.ts';
import { Progress } from './progress.ts';
import type { Numbering } from './numbering.ts';
import { generationOf, ordinalOf, sequenceOf } from './ordinals.ts';
import { openPosition, streamInfo, type Position } from './position.ts';
import { IngestRate } from './ingest-rate.ts';
import { followReopenCommands } from './reopen.ts';
import { Stopped, untilDone } from '../platform/retry.ts';
import { SecondReadings } from './second-readings.ts';
import { storedFrame } from './stored-frame.ts';
import { UnknownDevices } from './unknown-devices.ts';
import { TimeRefusals } from './time-refusals.ts';
import { Trouble } from './trouble.ts';
import { WriteQueue } from './write-queue.ts';
import { openWriter } from './writer.ts';

/** An hour or a day of one series; `start` in seconds UTC. */
interface PeriodOfSeries {
  readonly span: 'hour' | 'day';
  readonly start: number;
  readonly station: number;
  readonly factor: number;
}

export interface IngestExtra {
  readonly publisher: LivePublisher;
  readonly registry: Registry;
  /** SM4 keys of devices; without it encrypted frames stay closed. */
  readonly keys?: Pick<KeyRing, 'keysOf' | 'reload'>;
  readonly bounds?: Partial<IngestBounds>;
  /** Ticks of the same engine; by default there are none to give way to. */
  readonly way?: YieldsToTicks;
  /** Names this boot of the machine that the store is on; by default it is not known, and every start goes `rewindTime` back. */
  readonly boot?: string;
  /** Calls back when the wall clock moved, with the jump in ms. Returns how to stop. */
  readonly onClockJump?: (listener: (jumpMs: number) => void) => () => void;
}

export interface RunningIngest extends Running {
  /** What screens should say is wrong. */
  notices(): readonly ErrorCode[];
  /** Marks hours and days to be computed again, as late readings do. Returns how many were not due already. */
  touchAgain(periods: readonly PeriodOfSeries[]): Promise<number>;
  /** Rows that broken parts of the store held ('table/part') are read again from all frames that are kept; parts known already change nothing. */
  readAgain(parts: readonly string[]): Promise<void>;
  /** Parts that something else than frames has mended. `now`: ms UTC. */
  remember(parts: readonly string[], now: number): Promise<void>;
  /** Parts whose frames have all been read again, or that were mended otherwise. */
  healed(): ReadonlySet<string>;
}

/** How long a close waits for the last batch; what is not written then is read again at the next start. */
const LAST_WRITE_MS = 3_000;

/**
 * Ingest 入库: frames -> readings in the store (once, by identity), latest values on the live stream, hours and days.
 *
 * Resolves at once and goes on by itself through the absence of store and broker. Where the stream has lost messages that were
 * read (it ends before the position, or has another message there) a new generation begins, all that is kept is read again, and
 * screens and log are told GL_POSITION_BEYOND_STREAM.
 */
export async function startIngest(
  context: RoleContext,
  {
    publisher,
    registry,
    keys,
    bounds: given = {},
    way = new TickPriority(context.clock),
    boot = '',
    onClockJump,
  }: IngestExtra,
): Promise<RunningIngest> {
  const { store, manager, jetstream, clock, metrics: prometheus } = context;
  const log = context.log.child({ room: 'ingest' });
  const bounds: IngestBounds = { ...INGEST_BOUNDS, ...given };
  const metrics = ingestMetrics(prometheus);
  const ending = new AbortController();
  const { signal } = ending;
  const zone = (): string => registry.city?.timezone ?? DEFAULT_ZONE;
  const dayStart = (time: number): number => civilDayStart(Math.floor(time / 1000), zone()) * 1000;

  const touched = new DirtyPeriods(bounds.dueInMemory);
  const latest = new Latest({ publisher, clock, between: bounds.latestPause });
  const pulse = new IngestRate(publisher, clock);
  const progress = new Progress(clock);
  const trouble = new Trouble(log, metrics, progress);
  const { failed, stepFailed, succeeded } = trouble;
  /** Ordinal of the position in the store. */
  let moved = 0;
  const writer = openWriter({
    store,
    jetstream,
    touched,
    clock,
    signal,
    failed: stepFailed,
    succeeded,
    longestPause: bounds.retryPause,
    refused: (rows) => {
      metrics.rejects.inc({ reason: 'refused_by_store' }, rows.length);
      const { error, ...first } = rows[0] ?? {};
      log.error(
        { err: error, rows: rows.length, first },
        'the store refuses rows; left out, and told among the rejects',
      );
    },
    marksEvery: bounds.marksEvery,
    moved: (position) => {
      moved = Math.max(moved, position);
    },
    inserted: (_rows, ms) => metrics.insertSeconds.observe(ms / 1000),
    deviceOf: (station) => registry.station(station)?.device ?? '',
    frameAt: (ordinal) => storedFrame(manager, reading?.numbering ?? null, ordinal),
  });
  const queue = new WriteQueue(writer, way, bounds.largeBatch);
  const strangers = new UnknownDevices(jetstream, registry, log);
  const refusals = new TimeRefusals();
  const newOpener = (
    over: Pick<OpenerOptions, 'timed' | 'again'> & Partial<Pick<OpenerOptions, 'metrics' | 'stranger'>> = {},
  ): Opener =>
    new Opener({
      registry,
      metrics,
      now: () => clock.now(),
      dayStart,
      timezone: zone,
      basisReading: (reading) => latest.offer(reading),
      stranger: (device) => strangers.add(device),
      keysOf: (device, received) => keys?.keysOf(device, received) ?? [],
      ...over,
    });
  const intake = new Intake({
    opener: newOpener({ timed: (frame, device, refused) => refusals.note(frame.ordinal, device, refused) }),
    queue,
    way,
    clock,
    bounds,
    metrics,
    frameOpened: (frame, readings) => pulse.frame(frame.received, readings),
  });

  /** Ordinal of the last frame taken; what was taken is written sooner or later, so a broken connection goes on from here. */
  let taken = 0;
  let newest: Frame | null = null;
  let reading: { numbering: Numbering } | null = null;
  /** Monotonic ms of when the stream came back without messages that were read. */
  let cutAt = -Infinity;
  let streamEnd = 0;

  const reached = (): { numbering: Numbering; taken: number } | null =>
    reading === null ? null : { ...reading, taken };
  // What is read a second time is in no figure of what comes: it has figures of its own.
  const apart = ingestMetrics(new Prometheus());
  const again = new SecondReadings({
    store,
    jetstream,
    manager,
    clock,
    log,
    bounds,
    queue,
    way,
    signal,
    position: reached,
    failed: (error, attempt) => failed('second reading', error, attempt),
    opener: () => newOpener({ metrics: apart, stranger: () => undefined }),
    frameRead: () => metrics.again.inc(),
  });
  const tell = ({ cut, numbering }: Position): void => {
    if (cut === null) return;
    cutAt = clock.monotonic();
    log.error(
      {
        code: 'GL_POSITION_BEYOND_STREAM',
        reason: cut.reason,
        was: cut.was,
        sameUpTo: cut.first - 1,
        generation: numbering.newest.generation,
      },
      'the stream has lost frames that were read: a new generation begins, and all frames that are kept are read again',
    );
  };
  const start = async (): Promise<Position & { from: number }> => {
    const hand =
      newest === null || reading === null
        ? null
        : {
            created: reading.numbering.created,
            message: identityOf(sequenceOf(newest.ordinal), newest.stored, newest.bytes),
          };
    const position = await openPosition(store, manager, hand, clock.now());
    const {
      numbering: {
        newest: { generation },
        ordinalAt,
        created,
      },
      sequence,
      cut,
    } = position;
    if (cut === null && hand?.created === created) return { ...position, from: sequenceOf(taken) + 1 };
    tell(position);
    const clean = await endedInOrder(store, { generation, sequence, boot });
    const beginning = await beginningOf(position, { manager, bounds, clean, now: clock.now() });
    if (beginning.again !== null) await again.ask(beginning.again);
    newest = null;
    taken = beginning.from === 1 ? ordinalOf(generation, 0) : ordinalAt(beginning.from - 1);
    moved = Math.max(moved, ordinalOf(generation, sequence));
    return { ...position, from: beginning.from };
  };
  const readOn = async (): Promise<void> => {
    const { numbering, sequence, from } = await untilDone(start, {
      longest: bounds.retryPause,
      signal,
      failed: (error, attempt) => stepFailed('position', error, attempt),
    });
    succeeded('position');
    reading = { numbering };
    log.info({ generation: numbering.newest.generation, position: sequence, from }, 'reading frames');
    const known = ordinalOf(numbering.newest.generation, sequence);
    for await (const frame of readFrames({
      jetstream,
      manager,
      numbering,
      from,
      subject: 'frames.>',
      pull: bounds.pull,
      wait: bounds.pullWait,
      signal,
    })) {
      const before = Math.max(taken, known);
      if (frame.ordinal > before + 1) metrics.missed.inc(missedBetween(before, frame.ordinal));
      taken = frame.ordinal;
      newest = frame;
      // While a batch is being written only its end says that anything moves.
      if (!queue.isBusy) {
        trouble.clear();
        progress.moved();
      }
      await intake.take(frame);
    }
  };
  const readForEver = async (): Promise<void> => {
    await untilDone(() => touched.load(store), {
      longest: bounds.retryPause,
      signal,
      failed: (error, attempt) => stepFailed('touched', error, attempt),
    });
    succeeded('touched');
    while (!signal.aborted) {
      try {
        await readOn();
      } catch (error) {
        if (error instanceof Stopped) return;
        failed('frames', error, 1);
        await pause(bounds.retryPause / 16, signal);
      }
    }
  };

  const lag = (): number => Math.max(0, streamEnd - sequenceOf(taken));
  const stall = (): string | null => progress.stall(lag() > 0 || queue.isBusy);
  const look = setInterval(() => {
    stall();
    metrics.held.set(intake.held);
    metrics.due.set(touched.due);
    streamInfo(manager).then(
      (info) => {
        // An emptied stream keeps its last sequence and has nothing to read.
        streamEnd = info.state.messages === 0 ? 0 : info.state.last_seq;
        metrics.lagFrames.set(lag());
      },
      () => undefined,
    );
  }, 5_000);
  look.unref();

  const jobs = startJobs({ store, touched, registry, clock, log, bounds, way, metrics, zone, signal, failed });
  // One jump after the other: the second may have refused what the first has just opened.
  let reopening: Promise<unknown> = Promise.resolve();
  const stopHearing = onClockJump?.((jumpMs) => {
    reopening = reopening
      .then(() =>
        reopenAfterJump(jumpMs, {
          jetstream,
          manager,
          clock,
          log,
          bounds,
          queue,
          refusals,
          opener: newOpener,
          signal,
          failed: (error, attempt) => failed('clock', error, attempt),
          position: reached,
        }),
      )
      .catch((error: unknown) => {
        if (!(error instanceof Stopped))
          log.error({ err: error, jumpMs }, 'what the clock had refused could not be opened again');
      });
  });
  const work = [
    strangers
      .load(store)
      .catch((error: unknown) => log.warn({ err: error }, 'earlier unknown devices could not be read')),
    loadLatest(store, registry, latest, clock.now()).then(
      (series) => log.info({ series }, 'latest values read from the store'),
      (error: unknown) =>
        log.warn({ err: error }, 'latest values could not be read from the store; they come with the next frames'),
    ),
    ...[readForEver(), again.follow()].map((loop) =>
      loop.catch((error: unknown) => {
        if (!(error instanceof Stopped)) throw error;
      }),
    ),
    followReopenCommands({
      jetstream,
      manager,
      log,
      bounds,
      queue,
      opener: () => newOpener({ again: true }),
      signal,
      registry: {
        byDevice: (device) => registry.byDevice(device),
        reload: async () => {
          await registry.reload();
          await keys?.reload();
        },
      },
      position: reached,
    }),
  ];

  return {
    async touchAgain(periods) {
      const touches = new DirtyPeriodBatch();
      for (const { span, start, station, factor } of periods) {
        if (span === 'hour') touches.hour(start, station, factor);
        else touches.day(start, station, factor);
      }
      return touches.write(store, touched, 0, clock.now());
    },
    parts(): readonly PartState[] {
      const figures = {
        generation: generationOf(taken),
        sequence: sequenceOf(taken),
        lagFrames: lag(),
        heldReadings: intake.held,
      };
      const stalled = stall();
      const moving = reading === null ? 'starting' : trouble.text === null ? 'ready' : 'degraded';
      const state: PartState['state'] = stalled === null ? moving : 'down';
      const detail = stalled === null ? trouble.text : `GL_INGEST_STALLED: ${stalled}`;
      return [{ part: 'ingest', state, figures, ...(detail === null ? {} : { detail }) }, again.part(), jobs.part()];
    },
    notices: () => [
      ...(stall() === null ? [] : (['GL_INGEST_STALLED'] as const)),
      ...(refusals.doubtsClock ? (['GL_CLOCK_WRONG'] as const) : []),
      ...(again.isPending('stream') || clock.monotonic() - cutAt < bounds.noticeFor
        ? (['GL_POSITION_BEYOND_STREAM'] as const)
        : []),
    ],
    readAgain: async (parts) => {
      await again.load();
      const fresh = parts.filter((part) => !again.known.has(part));
      if (fresh.length > 0) await again.readAll(fresh, clock.now());
    },
    remember: (parts, now) => again.remember(parts, now),
    healed: () => again.healed,
    async close() {
      stopHearing?.();
      clearInterval(look);
      latest.close();
      pulse.close();
      strangers.close();
      const drained = await Promise.race([intake.drain().then(() => true), pause(LAST_WRITE_MS).then(() => false)]);
      ending.abort();
      await Promise.allSettled([...work, jobs.ended, reopening]);
      if (!drained || moved === 0 || boot === '') return;
      const stop = writeCleanStop(
        store,
        { generation: generationOf(moved), sequence: sequenceOf(moved), boot },
        clock.now(),
      );
      await Promise.race([
        stop.catch((error: unknown) =>
          log.warn({ err: error }, 'the clean stop could not be written down; the next start reads five minutes again'),
        ),
        pause(LAST_WRITE_MS),
      ]);
    },
  };
}
