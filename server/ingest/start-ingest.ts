import { pause } from '../platform/pause.ts';
import { Stopped } from '../platform/retry.ts';
import { DirtyPeriodBatch, startJobs } from '../rollups/mod.ts';
import { recordCleanStop } from './clean-stop.ts';
import { followClockJumps } from './follow-clock-jumps.ts';
import { followFrames } from './follow-frames.ts';
import { ingestContext, type IngestContext, type IngestResources } from './ingest-context.ts';
import { IngestHealth } from './ingest-health.ts';
import { loadLatest } from './load-latest.ts';
import { openPipeline, type Pipeline } from './pipeline.ts';
import { followReopenCommands } from './reopen.ts';
import type { IngestExtra, RunningIngest } from './running-ingest.ts';

/** How long a close waits for the last batch; what is not written then is read again at the next start. */
const LAST_WRITE_MS = 3_000;

/**
 * Ingest 入库: frames -> readings in the store (once, by identity), latest values on the live stream, hours and days.
 *
 * Resolves at once and continues by itself through the absence of store and broker. Where the stream has lost messages
 * that were read (it ends before the position, or has another message there) a new generation begins, all that is kept
 * is read again, and screens and log report GL_POSITION_BEYOND_STREAM.
 */
export async function startIngest(resources: IngestResources, extra: IngestExtra): Promise<RunningIngest> {
  const ending = new AbortController();
  const context = ingestContext(resources, extra, ending.signal);
  const { store, clock } = context;
  const { boot = '', registry, onClockJump } = extra;
  const pipeline = openPipeline(context, extra);
  const { position, intake, secondReadings, dirtyPeriods, trouble } = pipeline;
  const health = new IngestHealth(context, pipeline);
  const jobs = startJobs({ ...context, dirtyPeriods, registry, failed: trouble.failed });
  const clockJumps = followClockJumps(onClockJump, {
    ...context,
    ...pipeline,
    position: () => position.reached,
    failed: (error, attempt) => trouble.failed('clock', error, attempt),
  });
  const loops = [
    followFrames(context, { ...pipeline, boot, onStreamCut: () => health.streamCut() }),
    secondReadings.follow().catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
    }),
    ...startBesideFrames(context, pipeline, extra),
  ];
  return {
    markDirty(periods) {
      const batch = new DirtyPeriodBatch();
      for (const { span, start, station, factor } of periods) {
        if (span === 'hour') batch.hour(start, station, factor);
        else batch.day(start, station, factor);
      }
      return batch.write(store, dirtyPeriods, 0, clock.now());
    },
    parts: () => [health.part(), secondReadings.part(), jobs.part()],
    notices: () => health.notices(),
    readAgain: (parts) => secondReadings.requestForParts(parts, clock.now()),
    recordRestored: (parts, now) => secondReadings.recordRestored(parts, now),
    restoredParts: () => secondReadings.restoredParts,
    async close() {
      clockJumps.stop();
      for (const part of [health, pipeline.latest, pipeline.ingestRate, pipeline.unknownDevices]) part.close();
      const isDrained = await Promise.race([intake.drain().then(() => true), pause(LAST_WRITE_MS).then(() => false)]);
      ending.abort();
      await Promise.allSettled([...loops, jobs.ended, clockJumps.ended()]);
      if (isDrained) await Promise.race([recordCleanStop(context, position.written, boot), pause(LAST_WRITE_MS)]);
    },
  };
}

/** What an ingest needs beside new frames: what earlier starts knew, and commands to open kept frames again. */
function startBesideFrames(
  context: IngestContext,
  { unknownDevices, latest, newOpener, position, queue }: Pipeline,
  { registry, keys }: IngestExtra,
): readonly Promise<void>[] {
  const { store, clock, log } = context;
  return [
    unknownDevices
      .load(store)
      .catch((error: unknown) => log.warn({ err: error }, 'earlier unknown devices could not be read')),
    loadLatest(store, registry, latest, clock.now()).then(
      (series) => log.info({ series }, 'latest values read from the store'),
      (error: unknown) =>
        log.warn({ err: error }, 'latest values could not be read from the store; they come with the next frames'),
    ),
    followReopenCommands({
      ...context,
      queue,
      newOpener: () => newOpener({ isReopening: true }),
      registry: {
        byDevice: (device) => registry.byDevice(device),
        reload: async () => {
          await registry.reload();
          await keys?.reload();
        },
      },
      position: () => position.reached,
    }),
  ];
}
