-- The open 5-minute bucket is closed minute by minute, so that a tick reads a minute and a half of raw readings and not
-- six:
-- minutes are made of `recent`, buckets of minutes, the base of buckets and of the open bucket's minutes
-- (docs/notes/012-what-a-tick-waits-for.md). `recent` and `late_touches` therefore go by the minute from here on.
-- backfill: in this file (the last two hours of `recent`); buckets and base are closed again at the next tick.
DROP VIEW IF EXISTS recent_of_readings;
DROP VIEW IF EXISTS late_touches_of_readings;
TRUNCATE TABLE recent;
TRUNCATE TABLE late_touches;
TRUNCATE TABLE buckets;
TRUNCATE TABLE bucket_closings;
TRUNCATE TABLE base;

CREATE MATERIALIZED VIEW IF NOT EXISTS recent_by_minute TO recent AS
SELECT toStartOfMinute(time) AS bucket, station, factor, statistic, time, value, flag, first, now('UTC') AS arrived
FROM readings
WHERE statistic IN (1, 2, 10, 14, 20, 24);

-- Which minutes were touched after they had ended, and when (the engine's clock): a log that is read from a little
-- before where the last look stopped. Mending a minute twice changes nothing.
CREATE MATERIALIZED VIEW IF NOT EXISTS late_touches_by_minute TO late_touches AS
SELECT now('UTC') AS arrived, toStartOfMinute(time) AS bucket, station, factor
FROM readings
WHERE statistic IN (1, 2, 10, 14, 20, 24) AND time < toStartOfMinute(now('UTC'))
GROUP BY bucket, station, factor;

INSERT INTO recent
SELECT toStartOfMinute(time) AS bucket, station, factor, statistic, time, value, flag, first, now('UTC') AS arrived
FROM readings
WHERE hour >= toStartOfHour(now('UTC') - INTERVAL 2 HOUR) AND statistic IN (1, 2, 10, 14, 20, 24);

-- Closed minutes: exact sums of the valid versions flagged N or T, and the newest valid version whatever its flag.
-- A minute closes half a minute after its end; a late reading mends exactly the (minute, station, factor) it touches.
-- About 28,000 rows a minute at city scale, kept for the rolling hour; read: five per closing bucket, the open bucket's
-- per base.
-- backfill: none needed (closed again from `recent` at start).
CREATE TABLE IF NOT EXISTS minutes (
  minute DateTime('UTC') CODEC(DoubleDelta, LZ4),
  station UInt32,
  factor UInt16,
  statistic UInt8,
  -- millionths (sound levels: energy, thousandths of 10^(L/10)); at most 60 values of at most 9e15
  sum Int64,
  count UInt32,
  last_time DateTime('UTC') CODEC(DoubleDelta, LZ4),
  last_value Int64,                 -- millionths
  last_flag UInt8,
  over UInt8,                       -- a part was over range (flag T): a lower bound
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toStartOfHour(minute)
ORDER BY (minute, station, factor, statistic)
SETTINGS index_granularity = 256;   -- late readings touch a series here and there: each costs five granules

-- One row per closed minute: closed once, and up to which arrival its touches had been seen.
-- backfill: none (a minute without a row is closed again).
CREATE TABLE IF NOT EXISTS minute_closings (
  minute DateTime('UTC'),
  seen DateTime('UTC'),             -- the engine's clock
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY minute
TTL minute + INTERVAL 2 DAY;

DROP TABLE IF EXISTS bucket_closings;
