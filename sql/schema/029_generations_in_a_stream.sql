-- One creation of FRAMES may hold several generations: after a power cut the broker comes back with a shorter stream
-- and gives sequences away that had been used. From `first_sequence` on, messages of the creation belong to the later
-- generation; those before it keep their ordinals (docs/notes/026-a-stream-that-comes-back-shorter.md).
-- backfill: none (a creation had one generation, from its first sequence on).
ALTER TABLE generations ADD COLUMN IF NOT EXISTS first_sequence UInt64 DEFAULT 1;
-- '' a new creation, 'shorter', 'other message'
ALTER TABLE generations ADD COLUMN IF NOT EXISTS reason LowCardinality(String) DEFAULT '';

-- What the newest frame was whose rows are in: sequence, stream time and hash, as server/ingest/frame-identity.ts
-- writes it.
-- backfill: none (a position without it is believed where the stream reaches it).
ALTER TABLE ingest_position ADD COLUMN IF NOT EXISTS message SimpleAggregateFunction(max, String);

-- Once a minute what the newest frame was: where two versions of a stream part is found by looking these up.
-- Some 11,000 rows. backfill: none (without them the whole stream counts as another one).
CREATE TABLE IF NOT EXISTS frame_marks (
  generation UInt32,
  sequence UInt64,
  message String,                   -- as in ingest_position
  noted DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (generation, sequence)
TTL toDateTime(noted) + toIntervalDay(8);

-- Stretches of FRAMES that have to be read a second time, because rows of them may be missing. Written by ingest, one
-- row for each, again as it goes on; the row with the largest `version` counts. What is not ended is gone on with at
-- the next start.
-- backfill: none.
CREATE TABLE IF NOT EXISTS second_readings (
  id String,
  -- 'stream' came back shorter, 'start' after an unclean end, 'parts' of the store broken, 'mended' otherwise
  reason LowCardinality(String),
  created String,                   -- creation of the stream
  from_sequence UInt64,
  until_sequence UInt64,
  reached UInt64,                   -- last sequence whose rows are in again; 0 for none
  was_read UInt8,                   -- its frames had been read before: their rejects have been told
  parts Array(String),              -- 'table/part' that this is for
  ended UInt8,
  noted DateTime64(3, 'UTC'),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY id
TTL toDateTime(noted) + toIntervalDay(400) DELETE WHERE reason = 'start';

-- How ingest ended last, when it ended in order: everything it had taken was in, on this boot of the machine.
-- backfill: none (without it a start goes further back).
CREATE TABLE IF NOT EXISTS clean_stops (
  partitions String,
  generation UInt32,
  sequence UInt64,
  boot String,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY partitions;
