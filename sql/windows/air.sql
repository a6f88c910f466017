-- Who asks: every tick: real-time AQI of every air station (HJ 633-2026 4.2.3), six means, six indices.
-- Reads: the air stations' rows of `rolling` (173 stations x 6) and the breakpoints of the edition in force when the hour judged began.
-- Input rounded half to even once, from sum and count; index in integers, rounded up; with an item missing the AQI is
-- published only above 100 (5.3.1); primary pollutants: all with the largest index, only above 50 (4.3).
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  input AS (
    SELECT station, factor, assumeNotNull(mean1) AS mean, end1,
      if(closed = 1, end1 - INTERVAL 1 HOUR, toDateTime({at:UInt32}, 'UTC')) AS at,
      -- Noise about zero may make a mean slightly negative (down to minus the detection limit it stands): it is no air at all, index 0.
      greatest(toInt64(0), toInt64(half_even(sum1, toInt128(count1) * toInt128(if(factor = 6, 100000, 1000000))))) AS rounded
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 2) AND factor BETWEEN 1 AND 6 AND folded = 0 AND isNotNull(mean1)
  ),
  indexed AS (
    SELECT i.station AS station, i.factor AS factor, any(i.mean) AS mean, any(i.end1) AS end,
      minOrNullIf(
        s.il + intDiv((s.ih - s.il) * (i.rounded - s.low) + (s.high - s.low) - 1, s.high - s.low),
        i.rounded <= s.high AND (i.rounded > s.low OR (i.rounded = 0 AND s.low = 0)) AND s.effective_from <= i.at AND s.effective_until > i.at) AS iaqi
    FROM input AS i
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON i.factor = s.factor
    GROUP BY station, factor
  ),
  judged AS (
    SELECT
      station, max(end) AS until, toInt32(max(iaqi)) AS worst,
      if(worst > 100 OR count(iaqi) = 6, toInt32(greatest(1, least(500, worst))), NULL) AS aqi,
      groupArray((factor, mean, iaqi)) AS items
    FROM indexed
    GROUP BY station
  )
SELECT
  station,
  toUnixTimestamp(until) AS time,
  aqi,
  multiIf(isNull(aqi), 0, aqi <= 50, 1, aqi <= 100, 2, aqi <= 150, 3, aqi <= 200, 4, aqi <= 300, 5, 6) AS level,
  toUInt8(if(aqi > 50, arraySum(item -> if(item.3 = worst, bitShiftLeft(toUInt16(1), item.1 - 1), 0), items), 0)) AS primary,
  arrayMap(f -> arrayFirst(item -> item.1 = f, items).2, range(1, 7)) AS means,
  arrayMap(f -> arrayExists(item -> item.1 = f, items), range(1, 7)) AS has_mean,
  arrayMap(f -> toInt32(arrayFirst(item -> item.1 = f, items).3), range(1, 7)) AS iaqis
FROM judged
ORDER BY station
