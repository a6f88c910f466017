-- Who asks: the tick, after buckets of the rolling hour reopened: the same sums for the touched series only.
-- Reads: of `buckets` the granules of the touched series; writes one row per touched series, of a higher version.
INSERT INTO base
SELECT
  toDateTime({since:UInt32}, 'UTC') AS since,
  toDateTime({until:UInt32}, 'UTC') AS until,
  station, factor, statistic,
  sum(toInt128(buckets.sum)) AS sum,
  sum(buckets.count) AS count,
  sumIf(toInt128(buckets.sum), bucket >= toDateTime({hour:UInt32}, 'UTC')) AS open_sum,
  sumIf(buckets.count, bucket >= toDateTime({hour:UInt32}, 'UTC')) AS open_count,
  max(buckets.last_time) AS last_time,
  argMax(buckets.last_value, buckets.last_time) AS last_value,
  argMax(buckets.last_flag, buckets.last_time) AS last_flag,
  max(buckets.over) AS over,
  {version:UInt64} AS version
FROM buckets FINAL
WHERE bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
  AND (station, factor) IN (
    SELECT station, factor FROM late_touches
    WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
  )
GROUP BY station, factor, statistic
