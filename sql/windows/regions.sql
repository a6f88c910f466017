-- Who asks: every tick: what city, counties and townships breathe now (rolling hour, provisional); four times a minute: what they
-- breathed in the last closed hour by the standard. `tick` 0 or `hour` 0 leaves that half out. City and counties rest on their
-- national stations, townships on their township stations; concentrations are averaged first, then comes the index
-- (HJ 633-2026 4.2.1), by the edition in force when the hour began.
-- Reads: the air stations' rows of `rolling`, and of one hour of `hours_now`.
WITH
  -- Exact: twelve decimals tell a half from its neighbours for every divisor below 5e11.
  (s, n) -> toInt128(roundBankers(toDecimal128(s, 12) / toInt64(n), 0)) AS half_even,
  toDateTime({now:UInt32}, 'UTC') AS present,
  place AS (
    SELECT station, kind, arrayJoin(arrayFilter(r -> r > 0, if(kind = 1, [toUInt32({city:UInt32}), county], [township]))) AS region
    FROM stations FINAL
    WHERE retired = 0 AND kind IN (1, 2)
  ),
  measured AS (
    SELECT 'now' AS span, station, factor, assumeNotNull(mean1) AS mean, toDateTime({since:UInt32}, 'UTC') AS at, end1 AS end
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 2) AND factor BETWEEN 1 AND 6 AND folded = 0 AND isNotNull(mean1)
    UNION ALL
    SELECT 'hour' AS span, station, factor, reinterpretAsInt64(assumeNotNull(hours_now.value)) AS mean, hour AS at, hour + INTERVAL 1 HOUR AS end
    FROM hours_now FINAL
    WHERE hour = toDateTime({hour:UInt32}, 'UTC') AND factor BETWEEN 1 AND 6 AND valid = 1 AND isNotNull(hours_now.value)
  ),
  area AS (
    SELECT m.span AS span, p.region AS region, m.factor AS factor, any(m.at) AS at, max(m.end) AS end,
      half_even(sum(toInt128(m.mean)), toInt128(count())) AS mean,
      groupUniqArray(m.station) AS reporting
    FROM measured AS m INNER JOIN place AS p ON m.station = p.station
    GROUP BY span, region, factor
  ),
  indexed AS (
    SELECT a.span AS span, a.region AS region, a.factor AS factor, any(a.mean) AS mean, any(a.end) AS end, any(a.reporting) AS reporting,
      minOrNullIf(
        s.il + intDiv((s.ih - s.il) * (a.rounded - s.low) + (s.high - s.low) - 1, s.high - s.low),
        a.rounded <= s.high AND (a.rounded > s.low OR (a.rounded = 0 AND s.low = 0))
          AND s.effective_from <= a.at AND s.effective_until > a.at) AS iaqi
    FROM (SELECT *, toInt64(half_even(mean, toInt128(if(factor = 6, 100000, 1000000)))) AS rounded FROM area) AS a
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON a.factor = s.factor
    GROUP BY span, region, factor
  ),
  judged AS (
    SELECT
      span, region, max(end) AS until, toInt32(max(iaqi)) AS worst,
      if(worst > 100 OR count(iaqi) = 6, toInt32(greatest(1, least(500, worst))), NULL) AS aqi,
      groupArray((factor, toInt64(mean), iaqi)) AS items,
    toUInt16(length(arrayDistinct(arrayFlatten(groupArray(reporting))))) AS reporting
    FROM indexed
    GROUP BY span, region
  )
SELECT
  span, region,
  toUnixTimestamp(until) AS time,
  aqi,
  multiIf(isNull(aqi), 0, aqi <= 50, 1, aqi <= 100, 2, aqi <= 150, 3, aqi <= 200, 4, aqi <= 300, 5, 6) AS level,
  toUInt8(if(aqi > 50, arraySum(item -> if(item.3 = worst, bitShiftLeft(toUInt16(1), item.1 - 1), 0), items), 0)) AS primary,
  arrayMap(f -> arrayFirst(item -> item.1 = f, items).2, range(1, 7)) AS means,
  arrayMap(f -> arrayExists(item -> item.1 = f, items), range(1, 7)) AS has_mean,
  arrayMap(f -> toInt32(arrayFirst(item -> item.1 = f, items).3), range(1, 7)) AS iaqis,
  reporting
FROM judged
ORDER BY span, region
