-- Who asks: the API for one cell's story: the wind of the last 3 h at the stations around the cell, as one vector mean.
-- Reads: two factors of at most 12 stations over 3 hours of `readings` (the hour and the station lead its key).
-- Valid versions flagged N only; pairs of speed and direction of one instant. `from_degrees` is where it comes FROM.
WITH
  {{reading-version}},
  pairs AS (
    SELECT station, time, maxIf(v, factor = {{factor.windSpeed}}) AS speed,
      maxIf(v, factor = {{factor.windDirection}}) AS degrees
    FROM (
      SELECT station, factor, time, max(reading_version(said, reading, flag)) AS valid, version_micro(valid) / 1e6 AS v
      FROM (
        SELECT station, factor, time, readings.value AS reading, flag, min(readings.first) AS said
        FROM readings
        WHERE hour >= toStartOfHour(toDateTime({from:UInt32}, 'UTC')) AND hour < toDateTime({until:UInt32}, 'UTC')
          AND station IN {stations:Array(UInt32)} AND factor IN ({{factors.wind}})
            AND statistic IN ({{statistics.bases}})
          AND time >= toDateTime({from:UInt32}, 'UTC') AND time < toDateTime({until:UInt32}, 'UTC')
        GROUP BY station, factor, time, readings.value, flag
      )
      GROUP BY station, factor, time
      HAVING version_flag(valid) = {{flag.normal}}
    )
    GROUP BY station, time
    HAVING count() = 2
  )
SELECT
  count() AS samples, uniqExact(station) AS stations,
  avg(speed) AS mean_speed, avg(speed * sin(radians(degrees))) AS east, avg(speed * cos(radians(degrees))) AS north,
  sqrt(east * east + north * north) AS resultant,
  positiveModulo(degrees(atan2(east, north)) + 360, 360) AS from_degrees
FROM pairs
