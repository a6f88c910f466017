-- Who asks: once a minute. The city's last 72 closed hours: mean of its national stations, real-time AQI by the edition
-- of the hour.
-- Reads: 72 hours of `hours_now` of 21 stations x 6.
WITH
  {{half-even}},
  {{aqi}},
  area AS (
    SELECT hour, factor, half_even(sum(toInt128(reinterpretAsInt64(assumeNotNull(hours_now.value)))),
      toInt128(count())) AS mean, groupUniqArray(station) AS reporting
    FROM hours_now FINAL
    WHERE hour >= toStartOfHour(toDateTime({now:UInt32}, 'UTC')) - INTERVAL 72 HOUR
      AND hour < toStartOfHour(toDateTime({now:UInt32}, 'UTC'))
      AND factor IN ({{factors.aqi}}) AND valid = 1 AND isNotNull(hours_now.value)
      AND station IN (SELECT station FROM stations FINAL WHERE kind = {{kind.national}} AND retired = 0)
    GROUP BY hour, factor
  ),
  indexed AS (
    SELECT a.hour AS start, a.factor AS factor, any(a.mean) AS mean, any(a.reporting) AS reporting,
      minOrNullIf(
        segment_index(s.low, s.high, s.il, s.ih, a.rounded),
        segment_holds(s.low, s.high, s.effective_from, s.effective_until, a.rounded, a.hour)) AS iaqi
    FROM (SELECT *, index_input(mean, 1, factor) AS rounded FROM area) AS a
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON a.factor = s.factor
    GROUP BY start, factor
  ),
  judged AS (
    SELECT start, toInt32(max(iaqi)) AS worst,
      aqi_of(worst, count(iaqi)) AS aqi,
      groupArray((factor, iaqi, toInt64(mean))) AS items,
    toUInt16(length(arrayDistinct(arrayFlatten(groupArray(reporting))))) AS reporting
    FROM indexed GROUP BY start
  )
SELECT
  toUnixTimestamp(start) AS time,
  aqi,
  aqi_level(aqi) AS level,
  primary_of(aqi, worst, items) AS primary,
  six_means(items) AS means,
  six_present(items) AS has_mean,
  six_indices(items) AS iaqis,
  reporting
FROM judged
ORDER BY time
