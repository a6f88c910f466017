-- The hotspot grids: which stations speak for a cell, and how much. One row per (size, cell, station), at most 12 per
-- cell, nearest first, within 12 km. `weight` = 1e9 x (1 km / distance)^2, whole numbers, so that a cell's value does
-- not depend on the order of summing. `inside` = the station lies in the cell. Written whole when the stations or the
-- outline change.
-- About 150,000 rows at 1 km, 600,000 at 500 m, 17,000 at 3 km; the tick reads those of 1 km.
-- backfill: none (built at start and at every change of the registry).
CREATE TABLE IF NOT EXISTS cell_weights (
  size UInt16,                      -- metres
  generation UInt64,                -- hash of stations and outline it was built from
  cell UInt32,                      -- floor(x / size) * 65536 + floor(y / size)
  station UInt32,
  weight UInt64,
  inside UInt8
) ENGINE = MergeTree
PARTITION BY (size, generation)
ORDER BY (cell, station);
