-- Who asks: every tick for PM2.5 on the 1-km grid; the API for any factor of the air stations and any size.
-- Reads: the cells' weights (150,000 rows at 1 km, 600,000 at 500 m) and the air stations' rows of `rolling`.
-- A cell with stations in it shows their mean (support 0); another one the inverse-distance mean (power 2) of the nearest
-- stations that have a value now, if at least three do (support 1); else it is not in the answer.
WITH
  (s, n) -> intDiv(s - positiveModulo(s, n), n) + (2 * positiveModulo(s, n) + positiveModulo(intDiv(s - positiveModulo(s, n), n), 2) > n) AS half_even,
  toDateTime({at:UInt32}, 'UTC') AS at,
  segment AS (
    SELECT groupArray((low, high, il, ih)) FROM (
      SELECT low, high, il, ih FROM standard_iaqi FINAL
      WHERE averaging_hours = 1 AND factor = {factor:UInt16} AND effective_from <= at AND effective_until > at ORDER BY low, high)
  ),
  measured AS (
    SELECT station, assumeNotNull(mean1) AS mean
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 2) AND factor = {factor:UInt16} AND folded = 0 AND isNotNull(mean1)
  ),
  valued AS (
    SELECT w.cell AS cell, countIf(w.inside = 1) AS here,
      if(here > 0, sumIf(toInt128(m.mean), w.inside = 1), sum(toInt128(m.mean) * toInt128(w.weight))) AS total,
      if(here > 0, toInt128(here), sum(toInt128(w.weight))) AS weight
    FROM cell_weights AS w INNER JOIN measured AS m ON w.station = m.station
    WHERE w.size = {size:UInt16} AND w.generation = {generation:UInt64}
    GROUP BY cell
    HAVING here > 0 OR count() >= 3
  ),
  rounded AS (
    SELECT cell, here, toInt64(half_even(total, weight)) AS mean,
      toInt64(half_even(total, weight * if({factor:UInt16} = 6, 100000, 1000000))) AS input,
      arrayFirst(s -> input <= s.2 AND input >= 0, (SELECT * FROM segment)) AS s
    FROM valued
  )
SELECT
  cell,
  mean,
  if(s.2 > 0, toInt32(greatest(1, s.3 + intDiv((s.4 - s.3) * (input - s.1) + (s.2 - s.1) - 1, greatest(1, s.2 - s.1)))), NULL) AS iaqi,
  toUInt8(here = 0) AS support
FROM rounded
ORDER BY cell
