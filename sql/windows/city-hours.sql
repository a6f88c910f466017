-- Who asks: once a minute. The city's last 72 closed hours: mean of its national stations, real-time AQI by the edition of the hour.
-- Reads: 72 hours of `hours_now` of 21 stations x 6.
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  area AS (
    SELECT hour, factor, half_even(sum(toInt128(reinterpretAsInt64(assumeNotNull(hours_now.value)))), toInt128(count())) AS mean, groupUniqArray(station) AS reporting
    FROM hours_now FINAL
    WHERE hour >= toStartOfHour(toDateTime({now:UInt32}, 'UTC')) - INTERVAL 72 HOUR AND hour < toStartOfHour(toDateTime({now:UInt32}, 'UTC'))
      AND factor BETWEEN 1 AND 6 AND valid = 1 AND isNotNull(hours_now.value)
      AND station IN (SELECT station FROM stations FINAL WHERE kind = 1 AND retired = 0)
    GROUP BY hour, factor
  ),
  indexed AS (
    SELECT a.hour AS start, a.factor AS factor, any(a.mean) AS mean, any(a.reporting) AS reporting,
      minOrNullIf(
        s.il + intDiv((s.ih - s.il) * (a.rounded - s.low) + (s.high - s.low) - 1, s.high - s.low),
        a.rounded <= s.high AND (a.rounded > s.low OR (a.rounded = 0 AND s.low = 0)) AND s.effective_from <= a.hour AND s.effective_until > a.hour) AS iaqi
    FROM (SELECT *, greatest(toInt64(0), toInt64(half_even(mean, toInt128(if(factor = 6, 100000, 1000000))))) AS rounded FROM area) AS a
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON a.factor = s.factor
    GROUP BY start, factor
  ),
  judged AS (
    SELECT start, toInt32(max(iaqi)) AS worst,
      if(worst > 100 OR count(iaqi) = 6, toInt32(greatest(1, least(500, worst))), NULL) AS aqi,
      groupArray((factor, toInt64(mean), iaqi)) AS items,
    toUInt16(length(arrayDistinct(arrayFlatten(groupArray(reporting))))) AS reporting
    FROM indexed GROUP BY start
  )
SELECT
  toUnixTimestamp(start) AS time,
  aqi,
  multiIf(isNull(aqi), 0, aqi <= 50, 1, aqi <= 100, 2, aqi <= 150, 3, aqi <= 200, 4, aqi <= 300, 5, 6) AS level,
  toUInt8(if(aqi > 50, arraySum(item -> if(item.3 = worst, bitShiftLeft(toUInt16(1), item.1 - 1), 0), items), 0)) AS primary,
  arrayMap(f -> arrayFirst(item -> item.1 = f, items).2, range(1, 7)) AS means,
  arrayMap(f -> arrayExists(item -> item.1 = f, items), range(1, 7)) AS has_mean,
  arrayMap(f -> toInt32(arrayFirst(item -> item.1 = f, items).3), range(1, 7)) AS iaqis,
  reporting
FROM judged
ORDER BY time
