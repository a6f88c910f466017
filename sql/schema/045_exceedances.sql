-- Newest valid value per item of every surface-water section, with its class; looked at once a minute.
-- 30 stations x 10 factors. backfill: none (read again from `readings` within a minute).
CREATE TABLE IF NOT EXISTS water_items (
  station UInt32,
  factor UInt16,
  value Int64,                      -- millionths
  at DateTime('UTC'),               -- sampled
  class UInt8,                      -- 1..6; 0 = not evaluated
  limit_value Int64,                -- of the target class
  limit_source UInt16,
  has_multiple UInt8,
  target UInt8,
  over UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (station, factor);

-- Judgements of one tick: every series that a limit binds, its value against that limit, or the reason why it is not
-- judged.
-- About 5,000 rows a tick; the ranking, what it left out, and the API read it. A few ticks are kept.
-- backfill: none (the next tick writes it).
CREATE TABLE IF NOT EXISTS judgements (
  tick UInt32,
  station UInt32,
  factor UInt16,
  averaging UInt8,                  -- 1 rolling hour, 2 instant, 3 closed hour, 4 day (rolling 24 h)
  kind UInt8,
  value Nullable(Int64),            -- millionths
  limit_value Int64,
  limit_source UInt16,
  at DateTime('UTC'),               -- the instant the value speaks up to
  over UInt8,                       -- the value is a lower bound
  -- 0 judged, 1 flagged, 2 insufficient, 3 humidity, 4 calibration, 5 stale, 6 implausible
  reason UInt8
) ENGINE = MergeTree
PARTITION BY tick
ORDER BY (station, factor, averaging);

-- Present and today's exceedances, one row per series: since when, how often today, the worst of the episode.
-- Written each tick for series that exceed or have just stopped; the largest version counts.
-- A few hundred rows, a few thousand in a sandstorm.
-- backfill: none (an episode already going on when the windows start begins with their first tick).
CREATE TABLE IF NOT EXISTS exceedance_states (
  station UInt32,
  factor UInt16,
  active UInt8,                     -- 1: exceeds now
  day Date,                         -- civil day `episodes` and `first` belong to
  episodes UInt32,                  -- exceedances that began or went on that day
  first DateTime('UTC'),            -- first of that day
  since DateTime('UTC'),            -- start of the present uninterrupted exceedance
  seen DateTime('UTC'),             -- the tick that wrote it
  multiple Int64,                   -- millionths of (C - L) / L
  peak Int64,                       -- largest multiple of the episode
  value Int64,                      -- millionths of the canonical unit
  limit_value Int64,
  limit_source UInt16,
  averaging UInt8,
  at DateTime('UTC'),
  over UInt8,
  trend UInt8,                      -- 0 steady, 1 rising, 2 falling, against some minutes ago
  reference Int64,
  reference_at DateTime('UTC'),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (station, factor);
