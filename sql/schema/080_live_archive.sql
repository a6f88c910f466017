-- What the screens held, kept every minute, so that a past moment is brought back through the same path as the present
-- (docs/notes/014): the hub's own snapshots, message by message as they would be sent. Written by edge, read by GET
-- /api/replay.
-- Some 105 KB a moment at city scale; eight days, as long as frames: 1.2 GB.
-- backfill: none (what was not kept cannot be shown).
CREATE TABLE IF NOT EXISTS live_archive (
  at DateTime('UTC'),               -- the moment, a multiple of the step
  topic UInt16,
  hub String,                       -- several edges keep the same moment: the first one's is shown
  chunk UInt16,
  chunks UInt16,
  state_time DateTime64(3, 'UTC'),  -- when the producer closed the state
  schema String,                    -- of the topics: a page reads only what it knows
  message String CODEC(ZSTD(6))     -- base64
) ENGINE = ReplacingMergeTree
PARTITION BY toDate(at)
ORDER BY (at, topic, hub, chunk)
TTL at + toIntervalDay(8)
SETTINGS index_granularity = 256, ttl_only_drop_parts = 1;
