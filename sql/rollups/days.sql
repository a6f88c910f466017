-- Who asks: server/rollups/days.ts, after the day has closed and whenever one of its hours changes.
-- Reads: 24 hours of `hours_now` for the stations named.
-- New versions of one civil day for a range of stations: the mean of its valid hours, or what the device reported (CN
-- 2031) where there is no hour at all. Valid: 20 of 24 hours, or the same share of what a slower station sends.
INSERT INTO days (day, station, factor, version, value, sum, count, expected, valid, low, high, over, origin, head,
  reason, computed)
WITH
  {{half-even-wide}},
  {{direction}},
  {{sound-level}},
  {{reading-version}},
  {{validity}},
  due AS (
    SELECT station, factor FROM touched
    WHERE span = {{span.day}} AND start = {start:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY station, factor
    HAVING max(touched.head) > max(touched.done)
  ),
  reported AS (
    SELECT station, factor, max(reading_version(first_said, value, flag)) AS said_last
    FROM (
      SELECT station, factor, value, flag, min(readings.first) AS first_said
      FROM readings
      WHERE hour = {start:DateTime} AND time = {start:DateTime} AND statistic = {{statistic.day}}
        AND (station, factor) IN due
      GROUP BY station, factor, value, flag
    )
    GROUP BY station, factor
  ),
  part AS (
    SELECT station, factor, toUInt8({{origin.computed}}) AS origin, reinterpretAsInt64(assumeNotNull(value)) AS micro,
      over, toUInt8(valid AND value IS NOT NULL) AS counts
    FROM hours_now FINAL
    WHERE hour >= {start:DateTime} AND hour < {end:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
      AND (station, factor) IN due
    UNION ALL
    SELECT station, factor, toUInt8({{origin.reported}}), version_micro(said_last),
      toUInt8(version_flag(said_last) = {{flag.overRange}}), toUInt8(version_flag(said_last) IN ({{flags.inMeans}}))
      FROM reported
  ),
  summed AS (
    SELECT station, factor, origin,
      sumIf(toInt128(micro), counts) AS total,
      sumIf(if(factor IN {directions:Array(UInt16)}, direction_east(micro), 0), counts) AS east,
      sumIf(if(factor IN {directions:Array(UInt16)}, direction_north(micro), 0), counts) AS north,
      sumIf(if(factor IN {levels:Array(UInt16)}, toInt128(sound_energy(micro)), 0), counts) AS energy,
      toUInt32(countIf(counts)) AS n,
      minOrNullIf(micro, counts) AS least,
      maxOrNullIf(micro, counts) AS most,
      toUInt8(countIf(counts AND over) > 0) AS is_over
    FROM part
    GROUP BY station, factor, origin
    ORDER BY origin
    LIMIT 1 BY station, factor
  ),
  mean AS (
    SELECT summed.*,
      toUInt32(if(origin = {{origin.reported}}, 1, greatest(1,
        intDiv(dateDiff('second', {start:DateTime}, {end:DateTime}), greatest(3600, s.period))))) AS n_expected,
      multiIf(
        n = 0, NULL,
        factor IN {directions:Array(UInt16)}, direction_mean(east, north),
        factor IN {levels:Array(UInt16)}, sound_level(energy, n, 10000),
        half_even_wide(total, n)
      ) AS mean_micro,
      if(factor IN {directions:Array(UInt16)} OR factor IN {levels:Array(UInt16)}, ifNull(mean_micro, 0) * n,
        total) AS exact_total,
      toUInt8(twenty_of_24(n, n_expected)) AS is_valid
    FROM summed
    INNER JOIN (SELECT station, period FROM stations FINAL) AS s ON s.station = summed.station
  )
SELECT
  {day:Date}, m.station, m.factor,
  toUInt32(p.version + 1),
  reinterpret(toInt64(m.mean_micro), 'Decimal64(6)') AS new_value,
  reinterpret(toInt128(m.exact_total), 'Decimal128(6)') AS new_sum,
  m.n, m.n_expected, m.is_valid,
  reinterpret(m.least, 'Decimal64(6)') AS new_low,
  reinterpret(m.most, 'Decimal64(6)') AS new_high,
  m.is_over, m.origin,
  {head:UInt64},
  multiIf(p.version = 0 AND {end:DateTime} + INTERVAL 2 HOUR > {now:DateTime}, 'closed', p.version = 0
    OR m.n != p.count, 'late', 'corrected'),
  {now:DateTime}
FROM mean AS m
LEFT JOIN (
  SELECT station, factor, version, value, sum, count, expected, valid, low, high, over, origin
  FROM days_now FINAL
  WHERE day = {day:Date} AND station BETWEEN {first:UInt32} AND {last:UInt32}
) AS p ON p.station = m.station AND p.factor = m.factor
WHERE p.version = 0
  OR NOT (new_value <=> p.value AND new_low <=> p.low AND new_high <=> p.high)
  OR (new_sum, m.n, m.n_expected, m.is_valid, m.is_over, m.origin)
    != (p.sum, p.count, p.expected, p.valid, p.over, p.origin)
-- One core at most: a back-fill lasts longer, and the ticks of the windows keep the other.
SETTINGS max_threads = 1;
