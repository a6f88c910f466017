-- Who asks: the tick, when late readings touched closed buckets of the rolling hour since it last looked.
-- Reads: of `recent` the granules (2,048 rows) that hold the touched (bucket, station, factor); cost follows what was touched.
INSERT INTO buckets
SELECT
  bucket, station, factor, statistic,
  -- Sound levels are summed as energy (thousandths of 10^(L/10)): a mean of decibels means nothing.
  sumIf(if(factor = 90, toInt64(round(exp10(least(v, 130000000) / 1e7) * 1e3)), v), f IN (78, 84)) AS sum,
  countIf(f IN (78, 84)) AS count,
  max(time) AS last_time,
  argMax(v, time) AS last_value,
  argMax(f, time) AS last_flag,
  max(f = 84) AS over,
  {version:UInt64} AS version
FROM (
  SELECT bucket, station, factor, statistic, time,
    -- One number per time: the ordinal above, value (+ 2^55) and flag below it; the largest is the valid version.
    toUInt64(max(bitOr(bitShiftLeft(toUInt128(recent.first), 64),
      toUInt128(bitOr(bitShiftLeft(toUInt64(reinterpretAsInt64(recent.value) + 36028797018963968), 8), flag))))) AS said,
    toInt64(bitShiftRight(said, 8)) - 36028797018963968 AS v, toUInt8(bitAnd(said, 255)) AS f
  FROM recent FINAL
  WHERE bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
    AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != 7)
    AND (bucket, station, factor) IN (
      SELECT bucket, station, factor FROM late_touches
      WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
    )
  GROUP BY bucket, station, factor, statistic, time
)
GROUP BY bucket, station, factor, statistic
