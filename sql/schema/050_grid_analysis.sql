-- The hotspot grids once more, as the analysis reads them: one row per cell, its stations in arrays. Positions count
-- the air stations of a generation from 1, so that a cell's interpolation is a look into one short array, without a
-- join.
-- Built by server/hotspots/grid-tables.ts when stations, outline or regions change; `grid_generations` has the row once
-- all is there.
-- 48,000 + 12,000 + 1,400 rows for the demo city, 600,000 weights at 500 m.
-- backfill: none (built at start and at every change of the registry).
CREATE TABLE IF NOT EXISTS grid_cells (
  size UInt16,                      -- metres
  generation UInt64,
  cell UInt32,                      -- floor(x / size) * 65536 + floor(y / size)
  here Array(UInt16),               -- positions of the stations in the cell
  near Array(UInt16),               -- of the nearest 12 within 12 km of its centre, nearest first
  weights Array(UInt64),            -- 1e9 x (1 km / distance)^2 of `near`
  metres Array(UInt32)              -- distance of `near` from the centre
) ENGINE = MergeTree
PARTITION BY (generation, size)
ORDER BY cell;

-- The stations of a generation, and who would speak for the place of each if it were left out.
CREATE TABLE IF NOT EXISTS grid_stations (
  generation UInt64,
  position UInt16,                  -- from 1, by station id
  station UInt32,
  near Array(UInt16),               -- nearest 12 others within 12 km, nearest first
  weights Array(UInt64)             -- no distance counts for less than 250 m
) ENGINE = MergeTree
PARTITION BY generation
ORDER BY position;

-- Which responsibility grids (county 2, township 3, village 4) a cell lies in, by share of its area. A cell belongs to
-- the region with the largest share of its level; equal shares to the smaller id.
CREATE TABLE IF NOT EXISTS cell_regions (
  size UInt16,
  generation UInt64,
  cell UInt32,
  level UInt8,
  region UInt32,
  share UInt32                      -- millionths of the cell's area
) ENGINE = MergeTree
PARTITION BY (generation, size)
ORDER BY (cell, level, share);

CREATE TABLE IF NOT EXISTS grid_generations (
  generation UInt64,
  built DateTime('UTC')
) ENGINE = ReplacingMergeTree ORDER BY generation;
