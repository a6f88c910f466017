-- Who asks: every tick: what city, counties and townships breathe now (rolling hour, provisional); four times a minute:
-- what they breathed in the last closed hour by the standard. `tick` 0 or `hour` 0 leaves that half out. City and
-- counties rest on their national stations, townships on their township stations; concentrations are averaged first,
-- then comes the index (HJ 633-2026 4.2.1), by the edition in force when the hour began.
-- Reads: the air stations' rows of `rolling`, and of one hour of `hours_now`.
WITH
  {{half-even}},
  {{aqi}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  place AS (
    SELECT station, kind, arrayJoin(arrayFilter(r -> r > 0,
      if(kind = {{kind.national}}, [toUInt32({city:UInt32}), county], [township]))) AS region
    FROM stations FINAL
    WHERE retired = 0 AND kind IN ({{kinds.air}})
  ),
  measured AS (
    SELECT 'now' AS span, station, factor, assumeNotNull(mean1) AS mean, toDateTime({since:UInt32}, 'UTC') AS at,
      end1 AS end
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.air}}) AND factor IN ({{factors.aqi}}) AND folded = 0
      AND isNotNull(mean1)
    UNION ALL
    SELECT 'hour' AS span, station, factor, reinterpretAsInt64(assumeNotNull(hours_now.value)) AS mean, hour AS at,
      hour + INTERVAL 1 HOUR AS end
    FROM hours_now FINAL
    WHERE hour = toDateTime({hour:UInt32}, 'UTC') AND factor IN ({{factors.aqi}}) AND valid = 1
      AND isNotNull(hours_now.value)
  ),
  area AS (
    SELECT m.span AS span, p.region AS region, m.factor AS factor, any(m.at) AS at, max(m.end) AS end,
      half_even(sum(toInt128(m.mean)), toInt128(count())) AS mean,
      groupUniqArray(m.station) AS reporting
    FROM measured AS m INNER JOIN place AS p ON m.station = p.station
    GROUP BY span, region, factor
  ),
  indexed AS (
    SELECT a.span AS span, a.region AS region, a.factor AS factor, any(a.mean) AS mean, any(a.end) AS end,
      any(a.reporting) AS reporting,
      minOrNullIf(
        segment_index(s.low, s.high, s.il, s.ih, a.rounded),
        segment_holds(s.low, s.high, s.effective_from, s.effective_until, a.rounded, a.at)) AS iaqi
    FROM (SELECT *, index_input(mean, 1, factor) AS rounded FROM area) AS a
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON a.factor = s.factor
    GROUP BY span, region, factor
  ),
  judged AS (
    SELECT
      span, region, max(end) AS until, toInt32(max(iaqi)) AS worst,
      aqi_of(worst, count(iaqi)) AS aqi,
      groupArray((factor, iaqi, toInt64(mean))) AS items,
    toUInt16(length(arrayDistinct(arrayFlatten(groupArray(reporting))))) AS reporting
    FROM indexed
    GROUP BY span, region
  )
SELECT
  span, region,
  toUnixTimestamp(until) AS time,
  aqi,
  aqi_level(aqi) AS level,
  primary_of(aqi, worst, items) AS primary,
  six_means(items) AS means,
  six_present(items) AS has_mean,
  six_indices(items) AS iaqis,
  reporting
FROM judged
ORDER BY span, region
