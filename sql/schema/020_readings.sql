-- Readings: every value any device ever sent, once, by identity (docs/notes/020-once-by-identity.md).
-- Written by ingest only, about one insert a second; read by the hours job (one hour at a time), the windows'
-- views and the history questions. At city scale 3,500 rows/s, up to 20,000.
--
-- The identity is (station, factor, statistic, time, value, flag): inserting a row again, in any batch, changes
-- nothing.
-- The valid version of (station, factor, statistic, time) is the row with the largest `first`; equal ones, which only
-- one frame that contradicts itself can make, are settled by the larger value, then the larger flag.
-- Ask by `hour` first: it leads the key, so that recomputing one hour reads that hour and nothing else.
-- A view on this table sees only the block inserted: `first` there is not yet the smallest.
-- backfill: open the frames again (they are kept in stream FRAMES).
CREATE TABLE IF NOT EXISTS readings (
  station UInt32,
  factor UInt16,
  statistic UInt8,                  -- STATISTICS
  time DateTime('UTC') CODEC(DoubleDelta, LZ4),   -- start of the period, or the sampling instant
  value Decimal(18, 6),
  flag UInt8,                       -- character code of the letter
  first SimpleAggregateFunction(min, UInt64) CODEC(Delta, ZSTD(1)),    -- ordinal of the first frame that said so
  last SimpleAggregateFunction(max, UInt64) CODEC(Delta, ZSTD(1)),     -- ordinal of the latest one
  received SimpleAggregateFunction(min, DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
  hour DateTime('UTC') MATERIALIZED toStartOfHour(time) CODEC(DoubleDelta, LZ4),
  CONSTRAINT time_is_plausible CHECK time >= toDateTime('2000-01-01 00:00:00', 'UTC')
) ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(time)
PRIMARY KEY (hour, station, factor, statistic, time)
ORDER BY (hour, station, factor, statistic, time, value, flag)
-- RETENTION_DAYS of server/ingest/admission.ts: ingest refuses what is about to be deleted, a day before.
TTL time + toIntervalDay(multiIf(statistic < 10, 90, statistic < 20, 400, 2192));

-- Which hours (span 1) and days (span 2) have to be computed again, and up to where they have been.
-- Due: max(head) > max(done). Ingest writes `head` after the readings and before its position, never through a view
-- (a killed engine leaves view and base torn); the jobs write `done`. `head` is a logical clock that only grows and is
-- at least the ordinal of the newest frame seen, so that an old frame opened again makes its hour due as well.
-- Read once at start, and per chunk by the jobs.
-- backfill: none (a missing row means nothing is due).
CREATE TABLE IF NOT EXISTS touched (
  span UInt8,                       -- 1 hour, 2 day
  start DateTime('UTC'),
  station UInt32,
  factor UInt16,
  head SimpleAggregateFunction(max, UInt64),
  done SimpleAggregateFunction(max, UInt64),
  at SimpleAggregateFunction(max, DateTime('UTC'))
) ENGINE = AggregatingMergeTree
ORDER BY (span, start, station, factor)
TTL at + toIntervalDay(2) DELETE WHERE done >= head;

-- Creations of stream FRAMES, oldest = 1. ordinal = generation * 2^40 + stream sequence.
-- backfill: none.
CREATE TABLE IF NOT EXISTS generations (
  generation UInt32,
  created String,                   -- identity of the creation, see server/platform/streams.ts
  noted DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY generation;

-- How far each ingest has come in each creation of the stream. Written after the rows, in the same store.
-- backfill: none (without it ingest starts at the first frame kept; by identity that changes nothing).
CREATE TABLE IF NOT EXISTS ingest_position (
  partitions String,                -- '*' or a comma list of partition numbers
  generation UInt32,
  sequence SimpleAggregateFunction(max, UInt64),
  written SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY (partitions, generation);

-- Frames of devices the registry did not know when they came; the frames themselves stay in stream FRAMES.
-- backfill: none.
CREATE TABLE IF NOT EXISTS unregistered_frames (
  device String,
  ordinal UInt64,
  received DateTime64(3, 'UTC'),
  st LowCardinality(String),
  remote String
) ENGINE = ReplacingMergeTree ORDER BY (device, ordinal)
TTL toDateTime(received) + toIntervalDay(8);

-- One row per unknown device: what `GET /api/devices?state=unregistered` lists. A device that was registered since is
-- not in it.
CREATE VIEW IF NOT EXISTS unregistered AS
SELECT
  device,
  min(ordinal) AS first_ordinal,
  max(ordinal) AS last_ordinal,
  uniqExact(ordinal) AS frames,
  min(received) AS first_received,
  max(received) AS last_received,
  argMax(st, ordinal) AS last_st,
  argMax(remote, ordinal) AS last_remote
FROM unregistered_frames
WHERE device NOT IN (SELECT device FROM devices FINAL WHERE retired = 0)
GROUP BY device;

-- What became of a push over HTTP, for `GET /api/receipts/{id}`: one row per frame (a push makes one per device; `item`
-- is empty) and one per item that gave no reading or a flagged one.
-- backfill: open the frames again.
CREATE TABLE IF NOT EXISTS receipt_items (
  receipt String,
  ordinal UInt64,                   -- of the frame
  item String,                      -- as sent, or '[position]'; '' for the frame as a whole
  outcome LowCardinality(String),   -- 'opened', 'unregistered', or the reason of the reject
  device String,
  readings UInt32,                  -- read from the frame
  detail String,
  received DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree ORDER BY (receipt, ordinal, item, outcome)
TTL toDateTime(received) + toIntervalDay(30);
