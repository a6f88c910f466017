import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { rollupMetrics, type RollupMetrics } from '../rollups/mod.ts';

export interface IngestMetrics extends RollupMetrics {
  readonly frames: Counter<'source'>;
  readonly readings: Counter;
  readonly rejects: Counter<'reason'>;
  readonly resent: Counter;
  readonly unregistered: Counter;
  readonly missed: Counter;
  readonly secondReadings: Counter;
  readonly retries: Counter<'what'>;
  readonly batchReadings: Histogram;
  readonly insertSeconds: Histogram;
  readonly held: Gauge;
  readonly lagFrames: Gauge;
  readonly lagSeconds: Gauge;
  readonly due: Gauge;
}

export function ingestMetrics(registry: Registry): IngestMetrics {
  const registers = [registry];
  const counter = <L extends string = never>(name: string, help: string, labelNames: L[] = []): Counter<L> =>
    new Counter({ name: `guanlan_ingest_${name}`, help, labelNames, registers });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name: `guanlan_ingest_${name}`, help, registers });
  return Object.freeze({
    frames: counter('frames_total', 'Frames taken from the stream', ['source']),
    readings: counter('readings_total', 'Readings opened from frames'),
    resent: counter('resent_total', 'Frames that their device marked as sent again (RF=1)'),
    rejects: counter('rejects_total', 'Frames and items that gave no reading, by reason', ['reason']),
    unregistered: counter('unregistered_frames_total', 'Frames of devices the registry does not know'),
    missed: counter('missed_frames_total', 'Frames the stream had thrown away before they were read'),
    secondReadings: counter('second_readings_total', 'Frames read a second time, because rows of them may be missing'),
    retries: counter('retries_total', 'Attempts that failed and were made again', ['what']),
    batchReadings: new Histogram({
      name: 'guanlan_ingest_batch_readings',
      help: 'Readings per insert',
      buckets: [1, 10, 100, 1000, 5000, 10_000, 20_000, 50_000, 200_000],
      registers,
    }),
    insertSeconds: new Histogram({
      name: 'guanlan_ingest_insert_seconds',
      help: 'Time of one insert of readings',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    held: gauge('held_readings', 'Readings opened and not yet in the store'),
    lagFrames: gauge('lag_frames', 'Frames in the stream behind the last one taken'),
    lagSeconds: gauge('lag_seconds', 'Age of the last frame written, at its writing'),
    due: gauge('due_series_hours', 'Series-hours touched and not computed since, those of the open hour included'),
    ...rollupMetrics(registry),
  });
}
