-- Who asks: after each tick for PM2.5 (500 m, 1 km, 3 km), the slices for a closed hour or a day, the API for other factors.
-- Reads: one grid's cells (48,000 rows with 600,000 weights at 500 m) and one value per air station: from `rolling` at a tick,
-- or the valid values of one hour or one civil day. Nothing here grows with history. Definitions: docs/notes/040.
-- Returns a row per cell with a value, in the columns of `hotspot_cells` without tick and size.
--
-- mean        stations in the cell: their mean (support 0); else inverse-distance mean, if 3 of the nearest 12 have a value (1).
-- error       root of the weighted mean square of what interpolation misses at the supporting stations, each left out in turn.
-- background  mean of the cells within {reach} columns and rows. Gi* is taken of mean - background, over the queen's
--             neighbours and the cell itself: z = (n S9 - k S) / sqrt((n Q - S^2) k (n - k) / (n - 1)), all sums exact.
-- class       Benjamini-Hochberg over all cells at 10, 5 and 1 %, z > 0, and above the ring by the absolute floor; else 0.
WITH
  (s, n) -> intDiv(2 * s + n - positiveModulo(2 * s + n, 2 * n), 2 * n)
    - toUInt8(positiveModulo(2 * s + n, 2 * n) = 0 AND positiveModulo(intDiv(2 * s + n, 2 * n), 2) = 1) AS half_even,
  toDateTime({at:UInt32}, 'UTC') AS at,
  segment AS (
    SELECT groupArray((low, high, il, ih)) FROM (
      SELECT low, high, il, ih FROM standard_iaqi FINAL
      WHERE averaging_hours = 1 AND factor = {factor:UInt16} AND effective_from <= at AND effective_until > at ORDER BY low, high)
  ),
  measured AS (
    SELECT station, assumeNotNull(mean1) AS mean FROM rolling
    WHERE tick = {tick:UInt32} AND kind IN (1, 2) AND factor = {factor:UInt16} AND folded = 0 AND isNotNull(mean1)
    UNION ALL
    SELECT station, reinterpretAsInt64(assumeNotNull(value)) FROM hours_now FINAL
    WHERE hour = toDateTime({hour:UInt32}, 'UTC') AND factor = {factor:UInt16} AND valid = 1 AND isNotNull(value)
      AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
    UNION ALL
    SELECT station, reinterpretAsInt64(assumeNotNull(value)) FROM days_now FINAL
    WHERE day = toDate({day:UInt16}) AND factor = {factor:UInt16} AND valid = 1 AND isNotNull(value)
      AND station IN (SELECT station FROM grid_stations WHERE generation = {generation:UInt64})
  ),
  -- By position: the value (0 where there is none), and whether there is one.
  (
    SELECT (groupArray(v), groupArray(h)) FROM (
      SELECT s.position AS position, ifNull(m.mean, toInt64(0)) AS v, toUInt8(m.station > 0) AS h
      FROM (SELECT position, station FROM grid_stations WHERE generation = {generation:UInt64}) AS s
      LEFT JOIN measured AS m ON s.station = m.station
      ORDER BY position)
  ) AS known,
  known.1 AS value_at,
  known.2 AS has_value,
  -- By position: the square of what interpolation misses where that station is left out, and whether that can be said.
  (
    SELECT (groupArray(square), groupArray(h)) FROM (
      SELECT position, toUInt8(has_value[position] = 1 AND arraySum(i -> has_value[i], near) >= 3) AS h,
        if(h = 1, toInt128(value_at[position]) - half_even(arraySum((i, w) -> toInt128(value_at[i]) * toInt128(w), near, weights),
          greatest(toInt128(1), toInt128(arraySum((i, w) -> has_value[i] * w, near, weights)))), toInt128(0)) AS miss,
        miss * miss AS square
      FROM grid_stations WHERE generation = {generation:UInt64} ORDER BY position)
  ) AS missed,
  missed.1 AS square_at,
  missed.2 AS has_square,
  cells AS (
    SELECT
      cell, intDiv(cell, 65536) AS ix, cell % 65536 AS iy,
      arraySum(i -> has_value[i], here) AS in_it,
      arraySum(i -> has_value[i], near) AS around,
      toInt64(half_even(
        if(in_it > 0, arraySum(i -> toInt128(value_at[i]), here), arraySum((i, w) -> toInt128(value_at[i]) * toInt128(w), near, weights)),
        greatest(toInt128(1), if(in_it > 0, toInt128(in_it), toInt128(arraySum((i, w) -> has_value[i] * w, near, weights)))))) AS mean,
      arrayMin((i, m) -> if(has_value[i] = 1, m, toUInt32(4294967295)), near, metres) AS nearest,
      if(in_it > 0, toUInt8(100), toUInt8(intDiv(50 * least(around, {full_support:UInt32}), {full_support:UInt32}) + intDiv(50 * (12000 - least(nearest, 12000)), 12000))) AS score,
      if(in_it > 0, arraySum(i -> square_at[i] * has_square[i], here), arraySum((i, w) -> square_at[i] * toInt128(w * has_square[i]), near, weights)) AS squares,
      if(in_it > 0, toUInt64(arraySum(i -> has_square[i], here)), arraySum((i, w) -> w * has_square[i], near, weights)) AS square_weight
    FROM grid_cells
    WHERE size = {size:UInt16} AND generation = {generation:UInt64} AND (in_it > 0 OR around >= 3)
  ),
  (SELECT (min(intDiv(cell, 65536)), max(intDiv(cell, 65536)), min(cell % 65536), max(cell % 65536)) FROM grid_cells WHERE size = {size:UInt16} AND generation = {generation:UInt64}) AS extent,
  assumeNotNull(extent.1) AS west,
  assumeNotNull(extent.3) AS south,
  toUInt32(assumeNotNull(extent.2) - west + 1) AS columns,
  toUInt32(assumeNotNull(extent.4) - south + 1) AS rows,
  {reach:UInt32} AS reach,
  -- Sum over 2 r + 1 neighbours along an array that has r zeros before it and after it.
  (a, r, length) -> arrayMap((later, before) -> later - before, arraySlice(arrayCumSum(a), 2 * r + 1, length), arrayPushFront(arraySlice(arrayCumSum(a), 1, length - 1), toInt64(0))) AS slide,
  -- Rows of the field, each summed from west to east; then columns, summed from south to north: the square around every cell.
  along_rows AS (
    SELECT iy,
      arrayResize(groupArrayInsertAt(toInt64(0))(mean, toUInt32(ix - west + reach)), columns + 2 * reach, toInt64(0)) AS padded,
      arrayResize(groupArrayInsertAt(toInt64(0))(toInt64(1), toUInt32(ix - west + reach)), columns + 2 * reach, toInt64(0)) AS padded_count,
      slide(padded, reach, columns) AS row_sums, slide(padded_count, reach, columns) AS row_counts,
      arraySlice(padded, reach + 1, columns) AS row_means, arraySlice(padded_count, reach + 1, columns) AS row_present
    FROM cells GROUP BY iy
  ),
  along_columns AS (
    SELECT i,
      slide(arrayResize(groupArrayInsertAt(toInt64(0))(row_sum, toUInt32(iy - south + reach)), rows + 2 * reach, toInt64(0)), reach, rows) AS square_sums,
      slide(arrayResize(groupArrayInsertAt(toInt64(0))(row_count, toUInt32(iy - south + reach)), rows + 2 * reach, toInt64(0)), reach, rows) AS square_counts,
      arrayResize(groupArrayInsertAt(toInt64(0))(row_mean, toUInt32(iy - south)), rows, toInt64(0)) AS means,
      arrayResize(groupArrayInsertAt(toInt64(0))(row_there, toUInt32(iy - south)), rows, toInt64(0)) AS present,
      arrayMap((u, c, h) -> if(h = 1, toInt64(half_even(u, greatest(toInt64(1), c))), toInt64(0)), square_sums, square_counts, present) AS backgrounds,
      arrayMap((m, b, h) -> if(h = 1, m - b, toInt64(0)), means, backgrounds, present) AS excesses,
      slide(arrayPushFront(arrayPushBack(excesses, toInt64(0)), toInt64(0)), toUInt32(1), rows) AS excesses3,
      slide(arrayPushFront(arrayPushBack(present, toInt64(0)), toInt64(0)), toUInt32(1), rows) AS present3
    FROM along_rows
    ARRAY JOIN row_sums AS row_sum, row_counts AS row_count, row_means AS row_mean, row_present AS row_there, arrayEnumerate(row_sums) AS i
    GROUP BY i
  ),
  along_rows_again AS (
    SELECT j,
      groupArrayInsertAt(toInt64(0))(b1, toUInt32(i - 1)) AS backgrounds1, groupArrayInsertAt(toInt64(0))(e1, toUInt32(i - 1)) AS excesses1,
      groupArrayInsertAt(toInt64(0))(p1, toUInt32(i - 1)) AS present1,
      slide(arrayResize(groupArrayInsertAt(toInt64(0))(e3, toUInt32(i)), columns + 2, toInt64(0)), toUInt32(1), columns) AS excesses9,
      slide(arrayResize(groupArrayInsertAt(toInt64(0))(p3, toUInt32(i)), columns + 2, toInt64(0)), toUInt32(1), columns) AS present9
    FROM along_columns
    ARRAY JOIN backgrounds AS b1, excesses AS e1, present AS p1, excesses3 AS e3, present3 AS p3, arrayEnumerate(backgrounds) AS j
    GROUP BY j
  ),
  around AS (
    SELECT toUInt32(west + x - 1) * 65536 + toUInt32(south + j - 1) AS cell, background, excess, sum9, count9
    FROM along_rows_again
    ARRAY JOIN backgrounds1 AS background, excesses1 AS excess, present1 AS there, excesses9 AS sum9, present9 AS count9, arrayEnumerate(backgrounds1) AS x
    WHERE there = 1
  ),
  {block:UInt32} AS block,
  rings AS (
    SELECT toUInt32(bx + o.1) * 65536 + toUInt32(by + o.2) AS square, half_even(sum(toInt128(s)), toInt128(sum(n))) AS ring
    FROM (SELECT intDiv(ix, block) AS bx, intDiv(iy, block) AS by, sum(mean) AS s, count() AS n FROM cells GROUP BY bx, by)
    ARRAY JOIN [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] AS o
    GROUP BY square
  ),
  scored AS (
    SELECT
      c.cell AS cell, c.mean AS mean, c.in_it AS in_it, c.around AS stations, a.background AS background,
      c.nearest AS nearest, c.score AS score, c.squares AS squares, c.square_weight AS square_weight,
      intDiv(c.ix, block) * 65536 + intDiv(c.iy, block) AS square,
      count() OVER () AS cell_count, sum(a.excess) OVER () AS excess_sum, sum(toInt128(a.excess) * toInt128(a.excess)) OVER () AS excess_squares,
      toFloat64(toInt128(cell_count) * excess_squares - toInt128(excess_sum) * toInt128(excess_sum)) * a.count9 * (toInt64(cell_count) - a.count9) / (toInt64(cell_count) - 1) AS spread,
      if(cell_count > 1 AND spread > 0, toFloat64(toInt128(cell_count) * a.sum9 - toInt128(a.count9) * excess_sum) / sqrt(spread), NULL) AS z,
      erfc(abs(z) / sqrt(2)) AS p
    FROM cells AS c INNER JOIN around AS a ON c.cell = a.cell
  ),
  ranked AS (
    SELECT *, row_number() OVER (ORDER BY p ASC NULLS LAST) AS rank,
      toInt64(half_even(toInt128(mean), toInt128(if({factor:UInt16} = 6, 100000, 1000000)))) AS input,
      arrayFirst(g -> input <= g.2 AND input >= 0, (SELECT * FROM segment)) AS g
    FROM scored
  ),
  judged AS (
    SELECT *,
      maxIf(p, p <= rank * 0.10 / cell_count) OVER () AS at90, maxIf(p, p <= rank * 0.05 / cell_count) OVER () AS at95, maxIf(p, p <= rank * 0.01 / cell_count) OVER () AS at99,
      countIf(p <= rank * 0.10 / cell_count) OVER () AS any90, countIf(p <= rank * 0.05 / cell_count) OVER () AS any95, countIf(p <= rank * 0.01 / cell_count) OVER () AS any99
    FROM ranked
  )
SELECT
  j.cell AS cell, j.mean AS mean,
  if(j.g.2 > 0, toInt32(greatest(1, j.g.3 + intDiv((j.g.4 - j.g.3) * (j.input - j.g.1) + (j.g.2 - j.g.1) - 1, greatest(1, j.g.2 - j.g.1)))), NULL) AS iaqi,
  toUInt8(j.in_it = 0) AS support, toUInt8(j.stations) AS stations, j.nearest AS nearest, j.score AS score,
  if(j.square_weight > 0, sqrt(toFloat64(j.squares) / toFloat64(j.square_weight)), NULL) AS error,
  j.background AS background,
  if(r.square > 0, toInt64(r.ring), NULL) AS ring,
  j.z AS z, j.p AS p,
  toUInt8(multiIf(
    isNull(ring) OR isNull(j.z) OR j.z <= 0 OR j.mean - ring < {least:Int64} OR (j.mean - ring) * 100 < ring * {percent:Int64}, 0,
    j.any99 > 0 AND j.p <= j.at99, 99, j.any95 > 0 AND j.p <= j.at95, 95, j.any90 > 0 AND j.p <= j.at90, 90, 0)) AS class
FROM judged AS j LEFT JOIN rings AS r ON j.square = r.square
ORDER BY cell
