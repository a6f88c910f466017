-- Rolling: what the windows know at one tick, one row per series, written whole each tick; a few ticks are kept for the
-- API.
-- Means are millionths; NULL = insufficient. `end1` is the instant the 1-h value speaks up to.
-- About 40,000 rows a tick at city scale. Every other question of the tick reads this table.
-- backfill: none (the next tick writes it).
CREATE TABLE IF NOT EXISTS rolling (
  tick UInt32,                      -- LiveTime, seconds since 2020-01-01T00:00:00Z
  kind UInt8,
  station UInt32,
  factor UInt16,
  folded UInt8,                     -- 1: folded (zs) value of a stack
  sum1 Int128,                      -- rolling 1 h: exact sum and count of the samples it rests on
  count1 UInt32,
  mean1 Nullable(Int64),
  end1 DateTime('UTC'),
  closed UInt8,                     -- 1: the rolling hour is insufficient, this is the last closed hour
  mean8 Nullable(Int64),            -- mean of hour values, at least 6 of 8
  mean24 Nullable(Int64),           -- at least 20 of 24
  last_time DateTime('UTC'),
  last_value Nullable(Int64),       -- newest sample of the rolling hour, whatever its flag; NULL = none
  last_flag UInt8,
  over UInt8                        -- a sample was over range: means are lower bounds
) ENGINE = MergeTree
PARTITION BY tick
ORDER BY (kind, factor, station, folded)
SETTINGS index_granularity = 1024;
