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
  averaging UInt8,                  -- 1 rolling hour, 2 instant, 3 closed hour, 4 day
  at DateTime('UTC'),               -- the instant the value speaks up to
  over UInt8,                       -- the value is a lower bound
  reference Int64,                  -- value some minutes ago, for the trend
  reference_at DateTime('UTC'),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (station, factor);
