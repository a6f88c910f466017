import { Registry as Prometheus } from 'prom-client';
import { DirtyPeriods } from '../rollups/mod.ts';
import type { IngestContext } from './ingest-context.ts';
import { IngestRate } from './ingest-rate.ts';
import { Intake } from './intake.ts';
import { Latest } from './latest.ts';
import { ingestMetrics } from './metrics.ts';
import { openerFactory } from './opener-factory.ts';
import { Progress } from './progress.ts';
import { ReadPosition } from './read-position.ts';
import type { IngestExtra } from './running-ingest.ts';
import { SecondReadings } from './second-readings.ts';
import { storedFrame } from './stored-frame.ts';
import { TimeRefusals } from './time-refusals.ts';
import { Trouble } from './trouble.ts';
import { UnknownDevices } from './unknown-devices.ts';
import { WriteQueue } from './write-queue.ts';
import { openWriter } from './writer.ts';

/**
 * What a frame passes through in one running ingest: opened, gathered into a batch, written. Nothing of it runs by
 * itself.
 */
export interface Pipeline {
  readonly position: ReadPosition;
  readonly intake: Intake;
  readonly queue: WriteQueue;
  readonly newOpener: ReturnType<typeof openerFactory>;
  readonly secondReadings: SecondReadings;
  readonly dirtyPeriods: DirtyPeriods;
  readonly latest: Latest;
  readonly ingestRate: IngestRate;
  readonly unknownDevices: UnknownDevices;
  readonly timeRefusals: TimeRefusals;
  readonly trouble: Trouble;
  readonly progress: Progress;
}

export function openPipeline(context: IngestContext, { publisher, registry, keys }: IngestExtra): Pipeline {
  const { jetstream, manager, clock, log, bounds, metrics, tickPriority } = context;
  const dirtyPeriods = new DirtyPeriods(bounds.dueInMemory);
  const latest = new Latest({ publisher, clock, between: bounds.latestPause });
  const ingestRate = new IngestRate(publisher, clock);
  const unknownDevices = new UnknownDevices(jetstream, registry, log);
  const timeRefusals = new TimeRefusals();
  const position = new ReadPosition();
  const progress = new Progress(clock);
  const trouble = new Trouble(log, metrics, progress);
  const writer = openWriter({
    ...context,
    dirtyPeriods,
    longestPause: bounds.retryPause,
    marksEvery: bounds.marksEvery,
    failed: trouble.stepFailed,
    succeeded: trouble.succeeded,
    refused: (rows) => {
      metrics.rejects.inc({ reason: 'refused_by_store' }, rows.length);
      const { error, ...first } = rows[0] ?? {};
      log.error(
        { err: error, rows: rows.length, first },
        'the store rejected rows; they are left out, see the rejects',
      );
    },
    positionWritten: (ordinal) => position.advanceWritten(ordinal),
    inserted: (_rows, ms) => metrics.insertSeconds.observe(ms / 1000),
    deviceOf: (station) => registry.station(station)?.device ?? '',
    frameAt: (ordinal) => storedFrame(manager, position.numbering, ordinal),
  });
  const queue = new WriteQueue(writer, tickPriority, bounds.largeBatch);
  const newOpener = openerFactory(context, { registry, latest, unknownDevices, ...(keys ? { keys } : {}) });
  const intake = new Intake({
    ...context,
    queue,
    opener: newOpener({
      onTimeChecked: (frame, device, wasRefused) => timeRefusals.note(frame.ordinal, device, wasRefused),
    }),
    frameOpened: (frame, readings) => ingestRate.frame(frame.received, readings),
  });
  // Frames read a second time are in no figure of the new ones: they have figures of their own.
  const separate = ingestMetrics(new Prometheus());
  const secondReadings = new SecondReadings({
    ...context,
    queue,
    position: () => position.reached,
    failed: (error, attempt) => trouble.failed('second reading', error, attempt),
    newOpener: () => newOpener({ metrics: separate, onUnknownDevice: () => undefined }),
    frameRead: () => metrics.secondReadings.inc(),
  });
  return Object.freeze({
    position,
    intake,
    queue,
    newOpener,
    secondReadings,
    dirtyPeriods,
    latest,
    ingestRate,
    unknownDevices,
    timeRefusals,
    trouble,
    progress,
  });
}
