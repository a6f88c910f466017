-- Who asks: between two ticks, when a 5-minute bucket closes (`late` 0) and after minutes of closed ones were mended
-- (`late` 1, which reads of `minutes` only the granules of the touched buckets and series).
-- Reads: five minutes per bucket of `minutes`, about 140,000 rows at city scale; writes one row per series and bucket.
INSERT INTO buckets
SELECT
  toStartOfFiveMinutes(minute) AS bucket, station, factor, statistic,
  sum(minutes.sum) AS sum,
  sum(minutes.count) AS count,
  max(minutes.last_time) AS last_time,
  argMax(minutes.last_value, minutes.last_time) AS last_value,
  argMax(minutes.last_flag, minutes.last_time) AS last_flag,
  max(minutes.over) AS over,
  {version:UInt64} AS version
FROM minutes FINAL
WHERE minute >= toDateTime({since:UInt32}, 'UTC') AND minute < toDateTime({until:UInt32}, 'UTC')
  AND ({late:UInt8} = 0 OR (minute, station, factor) IN (
    SELECT arrayJoin(arrayMap(i -> toStartOfFiveMinutes(bucket) + i * 60, range(5))), station, factor FROM late_touches
    WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC')
      AND bucket < toDateTime({until:UInt32}, 'UTC')
  ))
GROUP BY bucket, station, factor, statistic
