-- New versions of the hours that are due in a range of hours and stations.
-- Asked by server/ingest/hours.ts about once a second while something is due; at a closing hour 83,000 series in some
-- five runs, else only what late readings touched. Reads the readings of exactly those series-hours.
-- `head`, `now`: logical clock and civil time at which the run began. A row is written only where something changed.
-- Wind directions are averaged as unit vectors and sound levels by energy, on integers, so that the order of the parts
-- changes nothing; their `sum` is value * count.
INSERT INTO hours (hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin, head, reason, computed)
WITH
  due AS (
    SELECT start, station, factor FROM touched
    WHERE span = 1 AND start BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY start, station, factor
    HAVING max(touched.head) > max(touched.done)
  ),
  -- FINAL brings identities together (merges may not have run), so that `first` is the smallest ordinal. What is said of one
  -- time is one number: the ordinal above, value and flag below it; the largest is the valid version.
  valid_version AS (
    SELECT hour, station, factor, statistic, time,
      max(bitOr(
        bitShiftLeft(toUInt128(readings.first), 64),
        toUInt128(bitOr(bitShiftLeft(toUInt64(reinterpretAsInt64(value) + 36028797018963968), 8), flag)))) AS said   -- 2^55: above any |micro|
    FROM readings FINAL
    WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
      AND statistic IN (1, 10, 20) AND (hour, station, factor) IN due
    GROUP BY hour, station, factor, statistic, time
  ),
  part AS (
    SELECT hour, station, factor, statistic,
      toInt64(bitShiftRight(toUInt64(said), 8)) - 36028797018963968 AS micro,
      bitAnd(toUInt64(said), 255) AS letter,
      letter IN (78, 84) AS counts                                            -- N, T
    FROM valid_version
  ),
  of_statistic AS (
    SELECT hour, station, factor, statistic,
      sumIf(toInt128(micro), counts) AS total,
      sumIf(if(factor IN {directions:Array(UInt16)}, toInt64(round(sin(micro / 1e6 * pi() / 180) * 1e9)), 0), counts) AS east,
      sumIf(if(factor IN {directions:Array(UInt16)}, toInt64(round(cos(micro / 1e6 * pi() / 180) * 1e9)), 0), counts) AS north,
      sumIf(if(factor IN {levels:Array(UInt16)}, toInt128(round(exp10(micro / 1e7) * 1e3)), 0), counts) AS energy,
      toUInt32(countIf(counts)) AS n,
      minOrNullIf(micro, counts) AS least,
      maxOrNullIf(micro, counts) AS most,
      toUInt8(countIf(letter = 84) > 0) AS is_over
    FROM part
    GROUP BY hour, station, factor, statistic
  ),
  -- What stands for the hour: its parts (origin 1), else what the device made of them itself (origin 2).
  summed AS (
    SELECT a.*, toUInt8(if(a.statistic = 20, 2, 1)) AS origin,
      toUInt32(if(origin = 2, 1, greatest(1, intDiv(3600, greatest(if(s.basis = 10, 60, 1), s.period))))) AS n_expected
    FROM of_statistic AS a
    INNER JOIN (SELECT station, basis, period FROM stations FINAL) AS s ON s.station = a.station
    WHERE a.statistic IN (s.basis, 20)
    ORDER BY origin
    LIMIT 1 BY a.hour, a.station, a.factor
  ),
  mean AS (
    SELECT *,
      multiIf(
        n = 0, NULL,
        factor IN {directions:Array(UInt16)}, toInt128(round(positiveModulo(degrees(atan2(east, north)), 360) * 10)) * 100000,
        factor IN {levels:Array(UInt16)}, toInt128(round(10 * log10(energy / 1e3 / n) * 100)) * 10000,
        -- Half to even, on integers.
        if(total < 0, -1, 1) * (intDiv(abs(total), n) + toInt128(
          2 * (abs(total) % n) > n OR (2 * (abs(total) % n) = n AND intDiv(abs(total), n) % 2 = 1)))
      ) AS mean_micro,
      if(factor IN {directions:Array(UInt16)} OR factor IN {levels:Array(UInt16)}, ifNull(mean_micro, 0) * n, total) AS exact_total,
      toUInt8(n * 4 >= n_expected * 3) AS is_valid
    FROM summed
  )
SELECT
  m.hour, m.station, m.factor,
  toUInt32(p.version + 1),
  reinterpret(toInt64(m.mean_micro), 'Decimal64(6)') AS new_value,
  reinterpret(toInt128(m.exact_total), 'Decimal128(6)') AS new_sum,
  m.n, m.n_expected, m.is_valid,
  reinterpret(m.least, 'Decimal64(6)') AS new_low,
  reinterpret(m.most, 'Decimal64(6)') AS new_high,
  m.is_over, m.origin,
  {head:UInt64},
  multiIf(p.version = 0 AND m.hour + INTERVAL 2 HOUR > {now:DateTime}, 'closed', p.version = 0 OR m.n != p.count, 'late', 'corrected'),
  {now:DateTime}
FROM mean AS m
LEFT JOIN (
  SELECT hour, station, factor, version, value, sum, count, expected, valid, low, high, over, origin
  FROM hours_now FINAL
  WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32} AND (hour, station, factor) IN due
) AS p ON p.hour = m.hour AND p.station = m.station AND p.factor = m.factor
WHERE p.version = 0
  OR NOT (new_value <=> p.value AND new_low <=> p.low AND new_high <=> p.high)
  OR (new_sum, m.n, m.n_expected, m.is_valid, m.is_over, m.origin) != (p.sum, p.count, p.expected, p.valid, p.over, p.origin);
