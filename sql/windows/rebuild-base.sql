-- Who asks: the tick, when the rolling hour moves on to other buckets (24 times an hour).
-- Reads: 11 or 10 closed buckets, about 440,000 rows at city scale; writes one row per series.
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
GROUP BY station, factor, statistic
