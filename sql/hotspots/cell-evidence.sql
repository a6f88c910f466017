-- Who asks: the API for one cell's story: the stations that speak for it, their values, distances and weights, and what
-- interpolation makes at each of them when it is left out (the arithmetic of hotspot-analysis.sql).
-- Reads: one row of `grid_cells`, at most 12 of `grid_stations` and the values of their neighbours in `rolling`.
WITH
  {{half-even-wide}},
  measured AS (
    SELECT station, assumeNotNull(mean1) AS mean FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.air}}) AND factor = {factor:UInt16} AND folded = 0
      AND isNotNull(mean1)
  ),
  stations_now AS (
    SELECT s.position AS position, s.station AS station, s.near AS near, s.weights AS weights,
      ifNull(m.mean, toInt64(0)) AS v, toUInt8(m.station > 0) AS h
    FROM (SELECT position, station, near, weights FROM grid_stations WHERE generation = {generation:UInt64}) AS s
    LEFT JOIN measured AS m ON s.station = m.station
  ),
  (SELECT groupArray((v, h)) FROM (SELECT v, h FROM stations_now ORDER BY position)) AS known
SELECT
  c.station AS station, toUInt8(c.in_cell) AS in_cell, c.metres AS metres, c.weight AS weight,
  if(c.h = 1, c.v, NULL) AS value,
  if(c.neighbours >= 3, toInt64(half_even_wide(c.total, c.total_weight)), NULL) AS left_out
FROM (
  SELECT
    s.station AS station, has(w.here, w.position) AS in_cell, w.distance AS metres, w.weight AS weight, s.v AS v,
      s.h AS h,
    arrayMap(i -> known[i], s.near) AS others, arraySum(e -> e.2, others) AS neighbours,
    arraySum((e, o) -> toInt128(e.1) * toInt128(o), others, s.weights) AS total,
      greatest(toInt128(1), toInt128(arraySum((e, o) -> e.2 * o, others, s.weights))) AS total_weight
  FROM (
    SELECT here, position, weight, distance FROM grid_cells
    ARRAY JOIN near AS position, weights AS weight, metres AS distance
    WHERE size = {size:UInt16} AND generation = {generation:UInt64} AND cell = {cell:UInt32}
  ) AS w
  INNER JOIN stations_now AS s ON w.position = s.position
) AS c
ORDER BY metres, station
