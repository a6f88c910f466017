-- What the analysis of the hotspot grids found at one tick, for PM2.5 at every size; the newest ticks are kept for the
-- API.
-- About 62,000 rows a tick. Means are millionths of the factor's unit.
-- backfill: none (the next tick writes it).
CREATE TABLE IF NOT EXISTS hotspot_cells (
  tick UInt32,                      -- LiveTime
  size UInt16,
  cell UInt32,
  mean Int64,
  iaqi Nullable(Int32),
  support UInt8,                    -- 0 measured, 1 interpolated
  stations UInt8,                   -- that have a value now, of the nearest 12
  nearest UInt32,                   -- metres from the centre to the nearest of them
  score UInt8,                      -- 0..100
  error Nullable(Float64),          -- leave-one-out, millionths
  background Int64,                 -- regional
  ring Nullable(Int64),             -- mean of the ring of neighbours
  z Nullable(Float64),              -- Gi*
  p Nullable(Float64),              -- two-sided
  class UInt8                       -- 0, 90, 95, 99
) ENGINE = MergeTree
PARTITION BY tick
ORDER BY (size, cell);

-- Slices 时间切片 of the 1-km and 3-km grids: the same analysis over closed hours (`hours_now`) and civil days
-- (`days_now`), valid values only. Hours tell the hot hours, days the emerging classes. Written again when their hours
-- change; the largest `version` counts. 12,000 rows an hour, 4.5 million in 15 days, for PM2.5.
-- backfill: none (written again from hours_now and days_now, newest first).
CREATE TABLE IF NOT EXISTS hot_slices (
  span UInt8,                       -- 1 hour, 24 civil day
  size UInt16,
  cell UInt32,
  start DateTime('UTC') CODEC(DoubleDelta, ZSTD(1)),
  mean Int64 CODEC(ZSTD(1)),
  background Int64 CODEC(ZSTD(1)),
  z Nullable(Float64) CODEC(ZSTD(1)),
  class UInt8,
  version UInt64 CODEC(ZSTD(1))
) ENGINE = ReplacingMergeTree(version)
PARTITION BY (span, toYYYYMM(start))
ORDER BY (size, cell, start)
TTL start + toIntervalDay(if(span = 1, 16, 62))
SETTINGS index_granularity = 1024;

-- Up to which `head` of the hours or days a slice was computed, and with which grid.
CREATE TABLE IF NOT EXISTS hot_slice_heads (
  span UInt8,
  start DateTime('UTC'),
  head UInt64,
  generation UInt64,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (span, start)
TTL start + toIntervalDay(62);
