-- Who asks: between two ticks, when a minute has closed or the rolling hour has moved on (`late` 0), and after minutes
-- were mended (`late` 1: the same sums for the touched series only, of a higher version).
-- Reads: 11 or 10 closed buckets and the closed minutes after them, about 400,000 rows at city scale; writes one row
-- per series.
INSERT INTO base
SELECT
  toDateTime({since:UInt32}, 'UTC') AS since,
  toDateTime({until:UInt32}, 'UTC') AS until,
  station, factor, statistic,
  sum(toInt128(part.sum)) AS sum,
  sum(part.count) AS count,
  sumIf(toInt128(part.sum), part.start >= toDateTime({hour:UInt32}, 'UTC')) AS open_sum,
  sumIf(part.count, part.start >= toDateTime({hour:UInt32}, 'UTC')) AS open_count,
  max(part.last_time) AS last_time,
  argMax(part.last_value, part.last_time) AS last_value,
  argMax(part.last_flag, part.last_time) AS last_flag,
  max(part.over) AS over,
  {version:UInt64} AS version
FROM (
  SELECT bucket AS start, station, factor, statistic, sum, count, last_time, last_value, last_flag, over
  FROM buckets FINAL
  WHERE bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({buckets:UInt32}, 'UTC')
  UNION ALL
  SELECT minute AS start, station, factor, statistic, sum, count, last_time, last_value, last_flag, over
  FROM minutes FINAL
  WHERE minute >= toDateTime({buckets:UInt32}, 'UTC') AND minute < toDateTime({until:UInt32}, 'UTC')
) AS part
WHERE {late:UInt8} = 0 OR (station, factor) IN (
  SELECT station, factor FROM late_touches
  WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC')
    AND bucket < toDateTime({until:UInt32}, 'UTC')
)
GROUP BY station, factor, statistic
