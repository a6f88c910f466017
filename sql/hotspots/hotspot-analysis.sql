-- Who asks: after each tick for PM2.5 (500 m, 1 km, 3 km), the slices for a closed hour or a day, the API for other
-- factors.
-- Reads: one grid's cells (48,000 rows with 290,000 weights at 500 m); the stations' values come from
-- hotspot-stations.sql as one parameter, because the engine works out a scalar question anew for each place that names
-- it: planning took most of the time.
-- Nothing here grows with history. Definitions: docs/notes/040.
-- Returns a row per cell with a value, in the columns of `hotspot_cells` without tick and size.
--
-- mean        stations in the cell: their mean (support 0); else inverse-distance mean, if 3 of the nearest 12 have a
-- value (1).
-- error       root of the weighted mean square of what interpolation misses at the supporting stations, each left out
-- in turn.
-- background  mean of the cells within {reach} columns and rows. Gi* is taken of mean - background, over the queen's
--             neighbours and the cell itself: z = (n S9 - k S) / sqrt((n Q - S^2) k (n - k) / (n - 1)), all sums exact.
-- class       Benjamini-Hochberg over all cells at 10, 5 and 1 %, z > 0, and above the ring by the absolute floor; else
-- 0.
WITH
  {{half-even}},
  {{half-even-wide}},
  {{aqi}},
  toDateTime({at:UInt32}, 'UTC') AS at,
  {{cell-index}},
  -- By position: value, whether there is one, square of the leave-one-out miss, whether that can be said
  -- (hotspot-stations.sql).
  {state:Array(Tuple(Int64, UInt8, Int128, UInt8))} AS state,
  looked_up AS (
    SELECT cell, weights, metres, arrayMap(i -> state[i], near) AS around_it, arrayMap(i -> state[i], here) AS inside_it
    FROM grid_cells
    WHERE size = {size:UInt16} AND generation = {generation:UInt64}
  ),
  totals AS (
    SELECT
      cell, weights, metres, around_it, inside_it, arraySum(e -> e.2, inside_it) AS in_it,
        arraySum(e -> e.2, around_it) AS around,
      if(in_it > 0, arraySum(e -> toInt128(e.1), inside_it),
        arraySum((e, w) -> toInt128(e.1) * toInt128(w), around_it, weights)) AS total,
      if(in_it > 0, toInt128(in_it), toInt128(arraySum((e, w) -> e.2 * w, around_it, weights))) AS weight
    FROM looked_up
    WHERE in_it > 0 OR around >= 3
  ),
  cells AS MATERIALIZED (
    SELECT
      cell, intDiv(cell, 65536) AS ix, cell % 65536 AS iy, in_it, around,
        toInt64(half_even_wide(total, weight)) AS mean,
      arrayMin((e, m) -> if(e.2 = 1, m, toUInt32(4294967295)), around_it, metres) AS nearest,
      if(in_it > 0, toUInt8(100), toUInt8(intDiv(50 * least(around, {full_support:UInt32}), {full_support:UInt32})
        + intDiv(50 * (12000 - least(nearest, 12000)), 12000))) AS score,
      if(in_it > 0, arraySum(e -> e.3 * e.4, inside_it),
        arraySum((e, w) -> e.3 * toInt128(w * e.4), around_it, weights)) AS squares,
      if(in_it > 0, toUInt64(arraySum(e -> e.4, inside_it)),
        arraySum((e, w) -> w * e.4, around_it, weights)) AS square_weight
    FROM totals
  ),
  {west:UInt32} AS west,
  {south:UInt32} AS south,
  {columns:UInt32} AS columns,
  {rows:UInt32} AS rows,
  {reach:UInt32} AS reach,
  -- Zeros before and after, then summed up from the start with a zero before: neighbours' sums are differences of two
  -- of them.
  (a, before, length) -> arrayPushFront(arrayCumSum(arrayResize(a, length + 2 * before, toInt64(0))),
    toInt64(0)) AS summed_up,
  (a, r, length) -> arrayMap((later, earlier) -> later - earlier, arraySlice(a, 2 * r + 2, length),
    arraySlice(a, 1, length)) AS windows_of,
  -- Rows of the field, summed from west to east; then columns, from south to north: the square around every cell.
  rows_up AS (
    SELECT iy,
      summed_up(groupArrayInsertAt(toInt64(0))(mean, toUInt32(ix - west + reach)), reach, columns) AS row_up,
      summed_up(groupArrayInsertAt(toInt64(0))(toInt64(1), toUInt32(ix - west + reach)), reach, columns) AS count_up,
      arrayResize(groupArrayInsertAt(toInt64(0))(mean, toUInt32(ix - west)), columns, toInt64(0)) AS row_means,
      arrayResize(groupArrayInsertAt(toInt64(0))(toInt64(1), toUInt32(ix - west)), columns, toInt64(0)) AS row_present
    FROM cells GROUP BY iy
  ),
  row_windows AS (
    SELECT iy, row_means, row_present, windows_of(row_up, reach, columns) AS row_sums,
      windows_of(count_up, reach, columns) AS row_counts FROM rows_up
  ),
  columns_up AS (
    SELECT i,
      summed_up(groupArrayInsertAt(toInt64(0))(row_sum, toUInt32(iy - south + reach)), reach, rows) AS column_up,
      summed_up(groupArrayInsertAt(toInt64(0))(row_count, toUInt32(iy - south + reach)), reach,
        rows) AS column_count_up,
      arrayResize(groupArrayInsertAt(toInt64(0))(row_mean, toUInt32(iy - south)), rows, toInt64(0)) AS means,
      arrayResize(groupArrayInsertAt(toInt64(0))(row_there, toUInt32(iy - south)), rows, toInt64(0)) AS present
    FROM row_windows
    ARRAY JOIN row_sums AS row_sum, row_counts AS row_count, row_means AS row_mean, row_present AS row_there,
      arrayEnumerate(row_sums) AS i
    GROUP BY i
  ),
  squares_of AS (
    SELECT i, means, present, windows_of(column_up, reach, rows) AS square_sums,
      windows_of(column_count_up, reach, rows) AS square_counts FROM columns_up
  ),
  detrended AS (
    SELECT i, means, present, arrayMap((u, c, h) -> if(h = 1, toInt64(half_even_wide(u, greatest(toInt64(1), c))),
      toInt64(0)), square_sums, square_counts, present) AS backgrounds
    FROM squares_of
  ),
  excesses_of AS (
    SELECT i, present, backgrounds, arrayMap((m, b) -> m - b, means, backgrounds) AS excesses FROM detrended
  ),
  column_threes AS (
    SELECT i, present, backgrounds, excesses, summed_up(arrayPushFront(excesses, toInt64(0)), toUInt32(1),
      rows) AS excess_up, summed_up(arrayPushFront(present, toInt64(0)), toUInt32(1), rows) AS present_up
    FROM excesses_of
  ),
  threes AS (
    SELECT i, present, backgrounds, excesses, windows_of(excess_up, toUInt32(1), rows) AS excesses3,
      windows_of(present_up, toUInt32(1), rows) AS present3 FROM column_threes
  ),
  rows_again AS (
    SELECT j,
      groupArrayInsertAt(toInt64(0))(b1, toUInt32(i - 1)) AS backgrounds1,
        groupArrayInsertAt(toInt64(0))(e1, toUInt32(i - 1)) AS excesses1,
      groupArrayInsertAt(toInt64(0))(p1, toUInt32(i - 1)) AS present1,
      summed_up(groupArrayInsertAt(toInt64(0))(e3, toUInt32(i)), toUInt32(1), columns) AS excess_up1,
      summed_up(groupArrayInsertAt(toInt64(0))(p3, toUInt32(i)), toUInt32(1), columns) AS present_up1
    FROM threes
    ARRAY JOIN backgrounds AS b1, excesses AS e1, present AS p1, excesses3 AS e3, present3 AS p3,
      arrayEnumerate(backgrounds) AS j
    GROUP BY j
  ),
  nines AS (
    SELECT j, backgrounds1, excesses1, present1, windows_of(excess_up1, toUInt32(1), columns) AS excesses9,
      windows_of(present_up1, toUInt32(1), columns) AS present9 FROM rows_again
  ),
  around AS (
    SELECT toUInt32(west + x - 1) * 65536 + toUInt32(south + j - 1) AS cell, background, excess, sum9, count9
    FROM nines
    ARRAY JOIN backgrounds1 AS background, excesses1 AS excess, present1 AS there, excesses9 AS sum9,
      present9 AS count9, arrayEnumerate(backgrounds1) AS x
    WHERE there = 1
  ),
  {block:UInt32} AS block,
  rings AS (
    SELECT toUInt32(bx + o.1) * 65536 + toUInt32(by + o.2) AS square,
      half_even_wide(sum(toInt128(s)), toInt128(sum(n))) AS ring
    FROM (SELECT intDiv(ix, block) AS bx, intDiv(iy, block) AS by, sum(mean) AS s, count() AS n FROM cells
      GROUP BY bx, by)
    ARRAY JOIN [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)] AS o
    GROUP BY square
  ),
  joined AS (
    SELECT
      c.cell AS cell, c.mean AS mean, c.in_it AS in_it, c.around AS stations, a.background AS background,
      c.nearest AS nearest, c.score AS score, c.squares AS squares, c.square_weight AS square_weight,
      intDiv(c.ix, block) * 65536 + intDiv(c.iy, block) AS square, a.sum9 AS sum9, a.count9 AS count9,
      count() OVER () AS cell_count, sum(a.excess) OVER () AS excess_sum,
        sum(toInt128(a.excess) * toInt128(a.excess)) OVER () AS excess_squares
    FROM cells AS c INNER JOIN around AS a ON c.cell = a.cell
  ),
  spreads AS (
    SELECT *, toFloat64(toInt128(cell_count) * excess_squares - toInt128(excess_sum) * toInt128(excess_sum)) * count9
      * (toInt64(cell_count) - count9) / (toInt64(cell_count) - 1) AS spread
    FROM joined
  ),
  scored AS (
    SELECT *, if(cell_count > 1 AND spread > 0, toFloat64(toInt128(cell_count) * sum9 - toInt128(count9) * excess_sum)
      / sqrt(spread), NULL) AS z FROM spreads
  ),
  ranked AS (
    SELECT *, row_number() OVER (ORDER BY p ASC NULLS LAST) AS rank, segment_of(input, (SELECT * FROM segment)) AS g
    FROM (SELECT *, erfc(abs(z) / sqrt(2)) AS p, index_input(toInt128(mean), 1, {factor:UInt16}) AS input FROM scored)
  ),
  judged AS (
    SELECT *,
      maxIf(rank, p <= rank * 0.10 / cell_count) OVER () AS last90,
        maxIf(rank, p <= rank * 0.05 / cell_count) OVER () AS last95,
        maxIf(rank, p <= rank * 0.01 / cell_count) OVER () AS last99
    FROM ranked
  )
SELECT
  j.cell AS cell, j.mean AS mean,
  cell_index(j.g, j.input) AS iaqi,
  toUInt8(j.in_it = 0) AS support, toUInt8(j.stations) AS stations, j.nearest AS nearest, j.score AS score,
  if(j.square_weight > 0, sqrt(toFloat64(j.squares) / toFloat64(j.square_weight)), NULL) AS error,
  j.background AS background,
  if(r.square > 0, toInt64(r.ring), NULL) AS ring,
  j.z AS z, j.p AS p,
  toUInt8(multiIf(
    isNull(ring) OR isNull(j.z) OR j.z <= 0 OR j.mean - ring < {least:Int64}
      OR (j.mean - ring) * 100 < ring * {percent:Int64}, {{hot.none}},
    j.rank <= j.last99, {{hot.ninetyNine}}, j.rank <= j.last95, {{hot.ninetyFive}}, j.rank <= j.last90, {{hot.ninety}},
      {{hot.none}})) AS class
FROM judged AS j LEFT JOIN rings AS r ON j.square = r.square
ORDER BY cell
-- The values of a tick are constants of this statement: compiling its expressions anew each time costs more than it
-- saves.
-- One thread: planning is most of it, and the other cores belong to the tick. What is asked three times (`cells`) is
-- planned and computed once.
SETTINGS compile_expressions = 0, max_threads = 1, enable_materialized_cte = 1
