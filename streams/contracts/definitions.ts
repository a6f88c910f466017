/**
 * The JetStream streams, as data. `server/platform/streams.ts` creates or updates them at start.
 * Every stream is bounded in bytes, and in age unless it is the ledger.
 */
export interface StreamDefinition {
  readonly name: string;
  readonly subjects: readonly string[];
  readonly storage: 'file' | 'memory';
  readonly maxBytes: number;
  /** Seconds; 0 = never expires. */
  readonly maxAge: number;
  readonly maxMessageBytes: number;
  /** `new`: refuse publishes when full, so that nothing acknowledged is thrown away unread. */
  readonly discard: 'old' | 'new';
  /** Seconds in which a message id is one message. */
  readonly duplicateWindow: number;
}

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const DAY = 86_400;

export const STREAMS: readonly StreamDefinition[] = Object.freeze([
  {
    name: 'FRAMES',
    subjects: ['frames.>'],
    storage: 'file',
    maxBytes: 10 * GIB,
    maxAge: 7 * DAY,
    maxMessageBytes: 256 * 1024,
    discard: 'old',
    duplicateWindow: 120,
  },
  {
    name: 'REJECTS',
    subjects: ['rejects.>'],
    storage: 'file',
    maxBytes: 1 * GIB,
    maxAge: 30 * DAY,
    maxMessageBytes: 64 * 1024,
    discard: 'old',
    duplicateWindow: 120,
  },
  {
    name: 'ALARMS',
    subjects: ['alarms.>'],
    storage: 'file',
    maxBytes: 2 * GIB,
    maxAge: 0,
    maxMessageBytes: 64 * 1024,
    discard: 'new',
    duplicateWindow: 120,
  },
  {
    name: 'COMMANDS',
    subjects: ['commands.>'],
    storage: 'file',
    maxBytes: 64 * MIB,
    maxAge: 7 * DAY,
    maxMessageBytes: 16 * 1024,
    discard: 'old',
    duplicateWindow: 120,
  },
  {
    name: 'LIVE',
    subjects: ['live.>'],
    storage: 'memory',
    maxBytes: 256 * MIB,
    maxAge: 600,
    maxMessageBytes: 1 * MIB,
    discard: 'old',
    duplicateWindow: 1,
  },
]);
