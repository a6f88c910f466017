-- Closed 5-minute buckets: exact sums of the valid versions flagged N or T, and the newest valid version whatever its
-- flag.
-- A bucket closes a minute after its end; a late reading reopens exactly the (bucket, station, factor) it touches.
-- The row with the largest `version` counts; versions are a counter kept by the windows, never a clock.
-- About 40,000 rows per bucket at city scale; read once at each closing (11 buckets).
-- backfill: none needed (closed again from `recent` at start).
CREATE TABLE IF NOT EXISTS buckets (
  bucket DateTime('UTC') CODEC(DoubleDelta, LZ4),
  station UInt32,
  factor UInt16,
  statistic UInt8,
  -- millionths (sound levels: energy, thousandths of 10^(L/10)); at most 300 values of at most 9e15
  sum Int64,
  count UInt32,
  last_time DateTime('UTC') CODEC(DoubleDelta, LZ4),
  last_value Int64,                 -- millionths
  last_flag UInt8,
  over UInt8,                       -- a part was over range (flag T): a lower bound
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toStartOfHour(bucket)
ORDER BY (bucket, station, factor, statistic)
SETTINGS index_granularity = 2048;

-- One row per closed bucket: closed once, and up to which arrival its touches had been seen.
-- backfill: none (a bucket without a row is closed again).
CREATE TABLE IF NOT EXISTS bucket_closings (
  bucket DateTime('UTC'),
  seen DateTime('UTC'),             -- the engine's clock
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY bucket
TTL bucket + INTERVAL 2 DAY;

-- Base: per series the sum of the closed buckets of the rolling hour. `since` and `until` name the buckets it sums,
-- [since, until). Rebuilt whole when a bucket closes, series by series when one reopens.
-- About 40,000 rows per rebuild; read once a tick.
-- backfill: none needed.
CREATE TABLE IF NOT EXISTS base (
  since DateTime('UTC'),
  until DateTime('UTC'),
  station UInt32,
  factor UInt16,
  statistic UInt8,
  sum Int128,
  count UInt32,
  open_sum Int128,                  -- of these, the buckets of the open hour
  open_count UInt32,
  last_time DateTime('UTC'),
  last_value Int64,
  last_flag UInt8,
  over UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY (since, until)
ORDER BY (station, factor, statistic);

-- Base of the 8-h and 24-h windows: the valid closed hours [since, until) of each series, one row each.
-- `sum8`/`sum24` add the hours' means (millionths). Rebuilt when an hour closes or is computed again.
-- backfill: none needed.
CREATE TABLE IF NOT EXISTS base_hours (
  until DateTime('UTC'),            -- start of the open hour
  station UInt32,
  factor UInt16,
  sum8 Int128,                      -- of the last 7 closed hours
  count8 UInt8,
  sum24 Int128,                     -- of the last 23 closed hours
  count24 UInt8,
  last_hour DateTime('UTC'),        -- newest of them
  last_sum Int128,
  last_count UInt32,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY until
ORDER BY (station, factor);
