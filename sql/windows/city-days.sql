-- Who asks: once a minute. Daily AQI of the city on every closed day of the year (HJ 633-2026 4.2.2), by the edition of
-- its day.
-- Reads: the city's rows of `region_days`, at most 366 x 6.
WITH
  {{half-even}},
  {{aqi}},
  indexed AS (
    SELECT d.day AS day, d.factor AS factor,
      minOrNullIf(
        segment_index(s.low, s.high, s.il, s.ih, d.rounded),
        segment_holds(s.low, s.high, s.effective_from, s.effective_until, d.rounded, d.at)) AS iaqi
    FROM (
      SELECT day, factor, toDateTime(toStartOfDay(day, {zone:String}), 'UTC') AS at,
        index_input(toInt128(value), 1, factor) AS rounded
      FROM region_days FINAL
      WHERE region = {region:UInt32} AND day >= toDate({from:String}) AND day < toDate({until:String})
    ) AS d
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = day_averaging(factor)) AS s
      ON d.factor = s.factor
    GROUP BY day, factor
  ),
  judged AS (
    SELECT day, toInt32(max(iaqi)) AS worst,
      aqi_of(worst, count(iaqi)) AS aqi,
      groupArray((factor, iaqi)) AS items
    FROM indexed GROUP BY day
  )
SELECT
  dateDiff('day', toDate('2020-01-01'), day) AS number,
  aqi,
  aqi_level(aqi) AS level,
  primary_of(aqi, worst, items) AS primary
FROM judged
ORDER BY day
