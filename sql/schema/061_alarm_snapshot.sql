-- The folded alarm ledger at one sequence of stream ALARMS, so that a start reads only what came after.
-- One row per creation of the stream; written by the work role every few thousand events, read by every role that opens
-- the ledger.
-- backfill: none (without it the ledger is folded from its first event).

CREATE TABLE IF NOT EXISTS alarm_snapshot (
  created String,                   -- creation time of stream ALARMS: a snapshot of another stream is not used
  sequence UInt64,                  -- last sequence folded
  state String CODEC(ZSTD(3))       -- JSON, `server/alarms/fold.ts`
) ENGINE = ReplacingMergeTree(sequence) ORDER BY created;
