-- Who asks: every analysis of a grid, first: the value of each air station and what interpolation misses there when it
-- is left out.
-- Reads: one value per air station, from `rolling` at a tick, or the valid values of one hour or one civil day; 173
-- stations with their 12 neighbours. Returns one text for parameter `state` of hotspot-analysis.sql: by position the
-- value (0 where there is none), whether there is one, the square of value - interpolation from its neighbours, and
-- whether that can be said.
WITH
  {{half-even-wide}},
  measured AS (
    SELECT station, assumeNotNull(mean1) AS mean FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.air}}) AND factor = {factor:UInt16} AND folded = 0
      AND isNotNull(mean1)
    UNION ALL
    SELECT station, reinterpretAsInt64(assumeNotNull(value)) FROM hours_now FINAL
    WHERE hour = toDateTime({hour:UInt32}, 'UTC') AND factor = {factor:UInt16} AND valid = 1 AND isNotNull(value)
      AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
    UNION ALL
    SELECT station, reinterpretAsInt64(assumeNotNull(value)) FROM days_now FINAL
    WHERE day = toDate({day:UInt16}) AND factor = {factor:UInt16} AND valid = 1 AND isNotNull(value)
      AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
  ),
  stations_now AS (
    SELECT s.position AS position, s.near AS near, s.weights AS weights, ifNull(m.mean, toInt64(0)) AS v,
      toUInt8(m.station > 0) AS h
    FROM (SELECT position, station, near, weights FROM grid_stations WHERE generation = {generation:UInt64}) AS s
    LEFT JOIN measured AS m ON s.station = m.station
  ),
  -- By position: the value (0 where there is none), and whether there is one.
  (SELECT groupArray((v, h)) FROM (SELECT v, h FROM stations_now ORDER BY position)) AS known
SELECT toString(groupArray((v, h, square, can))) AS state FROM (
  SELECT position, v, h, can, if(can = 1, toInt128(v) - half_even_wide(total, weight), toInt128(0)) AS miss,
    miss * miss AS square
  FROM (
    SELECT position, v, h, toUInt8(h = 1 AND arraySum(e -> e.2, others) >= 3) AS can,
      arraySum((e, w) -> toInt128(e.1) * toInt128(w), others, weights) AS total,
        greatest(toInt128(1), toInt128(arraySum((e, w) -> e.2 * w, others, weights))) AS weight
    FROM (SELECT position, v, h, weights, arrayMap(i -> known[i], near) AS others FROM stations_now)
  )
  ORDER BY position
)
