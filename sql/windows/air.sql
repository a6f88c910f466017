-- Who asks: every tick: real-time AQI of every air station (HJ 633-2026 4.2.3), six means, six indices.
-- Reads: the air stations' rows of `rolling` (173 stations x 6) and the breakpoints of the edition in force when the
-- hour judged began.
-- Input rounded once, from sum and count.
WITH
  {{half-even}},
  {{aqi}},
  input AS (
    SELECT station, factor, assumeNotNull(mean1) AS mean, end1,
      if(closed = 1, end1 - INTERVAL 1 HOUR, toDateTime({at:UInt32}, 'UTC')) AS at,
      index_input(sum1, count1, factor) AS rounded
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.air}}) AND factor IN ({{factors.aqi}}) AND folded = 0
      AND isNotNull(mean1)
  ),
  indexed AS (
    SELECT i.station AS station, i.factor AS factor, any(i.mean) AS mean, any(i.end1) AS end,
      minOrNullIf(
        segment_index(s.low, s.high, s.il, s.ih, i.rounded),
        segment_holds(s.low, s.high, s.effective_from, s.effective_until, i.rounded, i.at)) AS iaqi
    FROM input AS i
    INNER JOIN (SELECT * FROM standard_iaqi FINAL WHERE averaging_hours = 1) AS s ON i.factor = s.factor
    GROUP BY station, factor
  ),
  judged AS (
    SELECT
      station, max(end) AS until, toInt32(max(iaqi)) AS worst,
      aqi_of(worst, count(iaqi)) AS aqi,
      groupArray((factor, iaqi, mean)) AS items
    FROM indexed
    GROUP BY station
  )
SELECT
  station,
  toUnixTimestamp(until) AS time,
  aqi,
  aqi_level(aqi) AS level,
  primary_of(aqi, worst, items) AS primary,
  six_means(items) AS means,
  six_present(items) AS has_mean,
  six_indices(items) AS iaqis
FROM judged
ORDER BY station
