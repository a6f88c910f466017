-- Who asks: the API for one cell's story: who stands in it and who stands upwind of it, with the evidence of now.
-- Reads: the stations (5,000 rows), the active exceedance states (a few hundred), the power meters of the firms found
-- over the last half hour of `readings` (two factors of some 300 meters).
-- Candidates: enterprises, building sites and road-dust monitors inside the cell, or within {reach} metres and {sector}
-- degrees of where the wind comes from (from_degrees below 0: no direction, nobody is upwind).
-- score = decay x state; decay = 1 / (1 + (d / {half})^2); state = 1 + multiple (at most 1 + {most_multiple}) where a
-- limit is exceeded now, plus {running} x load where production power is known (0 where it stands), plus {unknown}
-- where it is not.
WITH
  around AS (
    SELECT
      station, kind, county, township,
      sqrt(pow(x - {x:Float64}, 2) + pow(y - {y:Float64}, 2)) AS metres,
      positiveModulo(degrees(atan2(x - {x:Float64}, y - {y:Float64})) + 360, 360) AS bearing,
      toUInt8(intDiv(toInt64(floor(x)), {size:Int64}) * 65536 + intDiv(toInt64(floor(y)), {size:Int64})
        = {cell:Int64}) AS inside,
      180 - abs(abs(bearing - {from_degrees:Float64}) - 180) AS off
    FROM stations FINAL
    WHERE retired = 0 AND kind IN ({{kinds.suspects}})
      AND (inside = 1 OR ({from_degrees:Float64} >= 0 AND metres <= {reach:Float64} AND off <= {sector:Float64}))
  ),
  meters AS (
    SELECT station, toUInt32(JSONExtractUInt(extra, 'enterprise')) AS firm,
      JSONExtractString(extra, 'power', 'role') AS role, JSONExtractFloat(extra, 'power', 'rated') AS rated
    FROM stations FINAL
    WHERE retired = 0 AND kind = {{kind.power}} AND firm IN (SELECT station FROM around
      WHERE kind = {{kind.enterprise}})
  ),
  powers AS (
    SELECT station, argMax(reinterpretAsInt64(value), (time, first)) / 1e6 AS kilowatts, max(readings.time) AS at
    FROM readings
    WHERE hour >= toStartOfHour(toDateTime({now:UInt32} - 1800, 'UTC')) AND station IN (SELECT station FROM meters)
      AND factor IN ({{factors.power}})
      AND statistic IN ({{statistics.live}}) AND time >= toDateTime({now:UInt32} - 1800, 'UTC')
        AND time <= toDateTime({now:UInt32} + 300, 'UTC') AND flag = {{flag.normal}}
    GROUP BY station
  ),
  loads AS (
    SELECT m.firm AS firm,
      countIf(m.role = 'production' AND p.at > toDateTime(0, 'UTC')) AS production_meters,
      sumIf(p.kilowatts, m.role = 'production' AND p.at > toDateTime(0, 'UTC')) AS production,
        sumIf(m.rated, m.role = 'production' AND p.at > toDateTime(0, 'UTC')) AS rated,
      countIf(m.role = 'treatment' AND p.at > toDateTime(0, 'UTC')) AS treatment_meters,
      sumIf(p.kilowatts, m.role = 'treatment' AND p.at > toDateTime(0, 'UTC')) AS treatment
    FROM meters AS m LEFT JOIN powers AS p ON m.station = p.station
    GROUP BY firm
  ),
  exceeding AS (
    SELECT station, factor, multiple, value, limit_value, limit_source, toUnixTimestamp(since) AS since_seconds
      FROM exceedance_states FINAL
    WHERE active = 1 ORDER BY multiple DESC, factor LIMIT 1 BY station
  )
SELECT
  a.station AS station, a.kind AS kind, a.inside AS inside, a.metres AS metres, a.bearing AS bearing,
  toUInt8({from_degrees:Float64} >= 0 AND a.metres <= {reach:Float64} AND a.off <= {sector:Float64}) AS upwind,
  e.factor AS factor, if(e.factor > 0, e.multiple / 1e6, NULL) AS multiple, if(e.factor > 0, e.value, NULL) AS value,
    if(e.factor > 0, e.limit_value, NULL) AS limit_value,
  e.limit_source AS limit_source, e.since_seconds AS since,
  if(l.production_meters > 0, l.production, NULL) AS production, if(l.production_meters > 0, l.rated, NULL) AS rated,
    if(l.treatment_meters > 0, l.treatment, NULL) AS treatment,
  if(l.production_meters > 0, least(1, l.production / greatest(1, l.rated)), NULL) AS load,
  if(isNull(load), NULL, toUInt8(load * 100 >= {running_percent:UInt32})) AS running,
  1 / (1 + pow(a.metres / {half:Float64}, 2)) AS decay,
  if(e.factor > 0, 1 + least(e.multiple / 1e6, {most_multiple:Float64}), 0)
    + if(isNull(load), {unknown:Float64}, if(running = 1, {running:Float64} * load, 0)) AS state,
  decay * state AS score
FROM around AS a
LEFT JOIN loads AS l ON a.station = l.firm
LEFT JOIN exceeding AS e ON a.station = e.station
ORDER BY score DESC, metres, station
LIMIT {most:UInt32}
