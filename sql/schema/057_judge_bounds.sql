-- Which limit binds which series from when to when: permits, local rules, discharge standards, GB 3095 of the national
-- air stations, brought together so that a tick only joins them. Ranges of one (station, factor, statistic) do not
-- overlap.
-- About 5,600 rows, written whole when the registry changes; read every tick.
-- backfill: none (written before the first tick of a leader).
CREATE TABLE IF NOT EXISTS judge_bounds (
  station UInt32,
  factor UInt16,
  statistic UInt8,                  -- 1 rtd, 20 hour, 30 day
  kind UInt8,
  basis UInt8,
  period UInt32,
  reference Int64,                  -- oxygen its value is folded to, millionths of a percent; 0 = judged as measured
  limit_value Int64,                -- millionths
  cold Int64,                       -- at water up to 12 degrees Celsius; 0 = no such value
  limit_source UInt16,
  in_force DateTime('UTC'),
  superseded DateTime('UTC')
) ENGINE = MergeTree ORDER BY (station, factor, statistic, in_force);
