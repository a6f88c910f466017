-- Composite index of HJ 663, its variants by date: limit and weight per item, and which variant a ranking uses where
-- none is named. Filled from server/standards/composite.ts at every start. Takes the place of `standard_composite`,
-- which knew no dates.
-- backfill: none (filled at start; the same edition changes nothing).
CREATE TABLE IF NOT EXISTS composite_limits (
  variant LowCardinality(String),   -- 'A', 'B', 'C'
  effective_from Date,              -- civil; a ranked period is indexed by the edition in force on its first day
  effective_until Date,
  default_from Date,                -- where no variant is named this one is taken from here ...
  default_until Date,               -- ... to here
  factor UInt16,
  limit_value Int64,                -- millionths
  weight UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (variant, effective_from, factor);

DROP TABLE IF EXISTS standard_composite;
