-- Who asks: every tick for PM2.5 on the 1-km grid; the API for any factor of the air stations and any size.
-- Reads: the cells' weights (150,000 rows at 1 km, 600,000 at 500 m) and the air stations' rows of `rolling`.
-- A cell with stations in it shows their mean (support 0); another one the inverse-distance mean (power 2) of the
-- nearest stations that have a value now, if at least three do (support 1); else it is not in the answer.
WITH
  {{half-even}},
  {{half-even-wide}},
  {{aqi}},
  toDateTime({at:UInt32}, 'UTC') AS at,
  {{cell-index}},
  measured AS (
    SELECT station, assumeNotNull(mean1) AS mean
    FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN ({{kinds.air}}) AND factor = {factor:UInt16} AND folded = 0
      AND isNotNull(mean1)
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
    SELECT cell, here, toInt64(half_even_wide(total, weight)) AS mean,
      not_below_zero(half_even_wide(total, weight * index_unit({factor:UInt16}))) AS input,
      segment_of(input, (SELECT * FROM segment)) AS s
    FROM valued
  )
SELECT
  cell,
  mean,
  cell_index(s, input) AS iaqi,
  if(here = 0, {{support.interpolated}}, {{support.measured}}) AS support
FROM rounded
ORDER BY cell
