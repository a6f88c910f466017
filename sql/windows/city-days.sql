-- Who asks: once a minute. Daily AQI of the city on every closed day of the year (HJ 633-2026 4.2.2), by the edition of its day.
-- Reads: the city's rows of `region_days`, at most 366 x 6.
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  indexed AS (
    SELECT d.day AS day, d.factor AS factor,
      minOrNullIf(
        s.il + intDiv((s.ih - s.il) * (d.rounded - s.low) + (s.high - s.low) - 1, s.high - s.low),
        d.rounded <= s.high AND (d.rounded > s.low OR (d.rounded = 0 AND s.low = 0)) AND s.effective_from <= d.at AND s.effective_until > d.at) AS iaqi
    FROM (
      SELECT day, factor, toDateTime(toStartOfDay(day, {zone:String}), 'UTC') AS at,
        toInt64(half_even(toInt128(value), toInt128(if(factor = 6, 100000, 1000000)))) AS rounded
      FROM region_days FINAL
      WHERE region = {region:UInt32} AND day >= toDate({from:String}) AND day < toDate({until:String})
    ) AS d
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = if(factor = 3, 8, 24)) AS s ON d.factor = s.factor
    GROUP BY day, factor
  ),
  judged AS (
    SELECT day, toInt32(max(iaqi)) AS worst,
      if(worst > 100 OR count(iaqi) = 6, toInt32(greatest(1, least(500, worst))), NULL) AS aqi,
      groupArray((factor, iaqi)) AS items
    FROM indexed GROUP BY day
  )
SELECT
  dateDiff('day', toDate('2020-01-01'), day) AS number,
  aqi,
  multiIf(isNull(aqi), 0, aqi <= 50, 1, aqi <= 100, 2, aqi <= 150, 3, aqi <= 200, 4, aqi <= 300, 5, 6) AS level,
  toUInt8(if(aqi > 50, arraySum(item -> if(item.2 = worst, bitShiftLeft(toUInt16(1), item.1 - 1), 0), items), 0)) AS primary
FROM judged
ORDER BY day
