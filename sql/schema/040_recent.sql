-- Recent: the readings that live windows may rest on, by 5-minute bucket, kept for 3 h after they arrived.
-- Same identity as `readings`: (station, factor, statistic, time, value, flag) with the smallest `first`; the largest
-- `first` is the valid version. A view sees only the block inserted, so a frame sent again comes with a newer `first`
-- here too; because value and flag are in the key and `first` is a minimum, it can undo no correction.
-- Partitioned by the hour of arrival, so that what expires is dropped whole and one batch of very late data
-- never needs more than one partition. Every question groups by identity, because partitions never merge.
-- About 1,000 rows/s at city scale, 20,000 at most; read: the open bucket each tick, whole buckets when one closes.
-- backfill: none needed (a start closes the buckets of the last hour again from what is here).
CREATE TABLE IF NOT EXISTS recent (
  bucket DateTime('UTC') CODEC(DoubleDelta, LZ4),
  station UInt32,
  factor UInt16,
  statistic UInt8,
  time DateTime('UTC') CODEC(DoubleDelta, LZ4),
  value Decimal(18, 6),
  flag UInt8,
  first SimpleAggregateFunction(min, UInt64) CODEC(Delta, LZ4),
  arrived SimpleAggregateFunction(max, DateTime('UTC')) CODEC(DoubleDelta, LZ4)
) ENGINE = AggregatingMergeTree
PARTITION BY toStartOfHour(arrived)
ORDER BY (bucket, station, factor, statistic, time, value, flag)
TTL arrived + INTERVAL 3 HOUR
SETTINGS index_granularity = 2048, ttl_only_drop_parts = 1;

-- Real-time, minute and hour values, plain and folded; the windows take those of the station's basis.
CREATE MATERIALIZED VIEW IF NOT EXISTS recent_of_readings TO recent AS
SELECT toStartOfFiveMinutes(time) AS bucket, station, factor, statistic, time, value, flag, first, now('UTC') AS arrived
FROM readings
WHERE statistic IN (1, 2, 10, 14, 20, 24);

-- Which closed buckets were touched, and when (the engine's clock): a log that every tick reads from a little before
-- where it stopped. Reopening a bucket twice changes nothing. Rows of the open bucket are not in it.
-- backfill: none needed.
CREATE TABLE IF NOT EXISTS late_touches (
  arrived DateTime('UTC') CODEC(DoubleDelta, LZ4),
  bucket DateTime('UTC'),
  station UInt32,
  factor UInt16
) ENGINE = MergeTree
PARTITION BY toStartOfHour(arrived)
ORDER BY (arrived, bucket, station, factor)
TTL arrived + INTERVAL 3 HOUR
SETTINGS ttl_only_drop_parts = 1;

CREATE MATERIALIZED VIEW IF NOT EXISTS late_touches_of_readings TO late_touches AS
SELECT now('UTC') AS arrived, toStartOfFiveMinutes(time) AS bucket, station, factor
FROM readings
WHERE statistic IN (1, 2, 10, 14, 20, 24) AND time < toStartOfFiveMinutes(now('UTC'))
GROUP BY bucket, station, factor;

-- When each station was last heard: newest time it spoke of, newest arrival. Idempotent.
-- backfill: INSERT INTO station_heard SELECT station, max(time), max(received) FROM readings GROUP BY station
CREATE TABLE IF NOT EXISTS station_heard (
  station UInt32,
  time SimpleAggregateFunction(max, DateTime('UTC')),
  received SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
) ENGINE = AggregatingMergeTree ORDER BY station;

CREATE MATERIALIZED VIEW IF NOT EXISTS station_heard_of_readings TO station_heard AS
SELECT station, max(readings.time) AS time, max(readings.received) AS received
FROM readings
WHERE statistic < 30
GROUP BY station;
