-- Who asks: between two ticks, when a minute closes (`late` 0) and when late readings touched closed ones (`late` 1, which reads of
-- `recent` only the granules of the touched minutes and series); at start for the whole hour, five minutes at a time.
-- Reads: the rows of those minutes in `recent`, about 28,000 a minute at city scale; writes about as many.
INSERT INTO minutes
SELECT
  bucket AS minute, station, factor, statistic,
  -- Sound levels are summed as energy (thousandths of 10^(L/10)): a mean of decibels means nothing.
  sumIf(if(factor = 90, toInt64(round(exp10(least(micro, 130000000) / 1e7) * 1e3)), micro), letter IN (78, 84)) AS sum,
  countIf(letter IN (78, 84)) AS count,
  max(time) AS last_time,
  argMax(micro, time) AS last_value,
  argMax(letter, time) AS last_flag,
  max(letter = 84) AS over,
  {version:UInt64} AS version
FROM (
  SELECT bucket, station, factor, statistic, time,
    -- What is said of one time is one number: the ordinal above, value (+ 2^55) and flag below it; the largest is the valid version.
    toUInt64(max(bitOr(bitShiftLeft(toUInt128(recent.first), 64),
      toUInt128(bitOr(bitShiftLeft(toUInt64(reinterpretAsInt64(recent.value) + 36028797018963968), 8), flag))))) AS said,
    toInt64(bitShiftRight(said, 8)) - 36028797018963968 AS micro, toUInt8(bitAnd(said, 255)) AS letter
  FROM recent FINAL
  WHERE bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
    AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != 7)
    AND ({late:UInt8} = 0 OR (bucket, station, factor) IN (
      SELECT bucket, station, factor FROM late_touches
      WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
    ))
  GROUP BY bucket, station, factor, statistic, time
)
GROUP BY bucket, station, factor, statistic
