import type { TopicName } from '../../streams/live/mod.ts';
import type { AlarmLedger } from '../alarms/mod.ts';
import type { RejectLog } from '../ingest/mod.ts';
import type { Registry } from '../registry/mod.ts';
import type { Ask } from './ask.ts';
import type { Page } from './builder.ts';
import type { FrameSource } from './frames.ts';

/** What the hub of this process holds, as far as explanations read it. */
interface ShownTables {
  table(topic: TopicName): ShownTable | null;
}
/** A topic as screens hold it: fixed-point integers, `null` where a value is missing. */
export interface ShownTable {
  readonly table: {
    readonly size: number;
    readonly keys: Uint32Array;
    indexOf(key: number): number;
    at(row: number, column: number): number | null;
  };
  /** ms UTC. */
  readonly time: number;
}

/** Everything an explanation may read. */
export interface ExplainContext {
  readonly ask: Ask;
  readonly registry: Registry;
  readonly shown: ShownTables;
  readonly alarms: AlarmLedger;
  readonly frames: FrameSource;
  readonly rejects: RejectLog;
  /** Civil time, ms UTC. */
  readonly now: number;
  readonly page: Page;
  /** Whether frames are wanted: not for the public. */
  readonly isInternal: boolean;
}
