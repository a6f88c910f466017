-- Who asks: once a minute: the newest valid sample per item of the water stations, its class (GB 3838-2002 5.1).
-- Reads: the last 8 h of `readings` of 30 stations (nutrients come every 4 h), about 30,000 rows.
INSERT INTO water_items
WITH
  {{reading-version}},
  toDateTime({now:UInt32}, 'UTC') AS present,
  place AS (
    SELECT station, basis, if(target_class = 0, 3, target_class) AS target,
      toUInt8(station IN {lakes:Array(UInt32)}) AS lake
    FROM stations FINAL WHERE retired = 0 AND kind = {{kind.water}}
  ),
  said AS (
    SELECT station, factor, statistic, time, readings.value AS reading, flag, min(readings.first) AS first_said
    FROM readings
    WHERE hour >= toStartOfHour(present) - INTERVAL 8 HOUR AND hour <= present AND time < present
      AND station IN (SELECT station FROM place) AND statistic IN ({{statistics.bases}})
    GROUP BY station, factor, statistic, time, reading, flag
  ),
  valid_version AS (
    SELECT station, factor, statistic, time, max(reading_version(first_said, reading, flag)) AS valid
    FROM said GROUP BY station, factor, statistic, time
  ),
  newest AS (
    SELECT v.station AS station, v.factor AS factor, version_micro(argMax(v.valid, v.time)) AS micro, max(v.time) AS at,
      version_flag(argMax(v.valid, v.time)) AS flag,
      any(p.target) AS target, any(p.lake) AS lake
    FROM valid_version AS v INNER JOIN place AS p ON v.station = p.station
    WHERE v.statistic = p.basis AND version_flag(v.valid) IN ({{flags.inMeans}})
    GROUP BY station, factor
  )
SELECT
  station, factor, any(micro) AS value, any(at) AS sampled,
  multiIf(max(step) = 0, 0, minIf(step, is_met) = 0, 6, minIf(step, is_met)) AS class,
  anyIf(limit_micro, step = target) AS limit_value,
  anyIf(source, step = target) AS limit_source,
  anyIf(multiple, step = target) AS has_multiple,
  any(target) AS target_class,
  any(flag) = {{flag.overRange}} AS over,
  {version:UInt64} AS version
FROM (
  SELECT n.station AS station, n.factor AS factor, n.micro AS micro, n.at AS at, n.flag AS flag, n.target AS target,
    w.class AS step, w.value AS limit_micro, w.source AS source, w.has_multiple AS multiple,
    multiIf(w.sense = {{sense.atMost}}, n.micro <= w.value, w.sense = {{sense.atLeast}}, n.micro >= w.value,
      n.micro >= w.value AND n.micro <= w.upper) AS is_met
  FROM newest AS n LEFT JOIN (SELECT * FROM standard_water FINAL) AS w ON n.factor = w.factor AND n.lake = w.lake
)
GROUP BY station, factor
