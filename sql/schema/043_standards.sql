-- Standards as the windows join them; filled from server/standards at every start, so that the arithmetic and its
-- tables have one home. `effective_until` is the day the next edition of the same standard came into force.
-- backfill: none (filled at start; the same edition changes nothing).

-- HJ 633 Table: for low < input <= high (the first segment takes 0 too) IAQI = il + ceil((ih - il)(input - low)/(high -
-- low)).
CREATE TABLE IF NOT EXISTS standard_iaqi (
  edition String,
  effective_from DateTime('UTC'),
  effective_until DateTime('UTC'),
  factor UInt16,
  averaging_hours UInt16,           -- 1, 8, 24
  decimals UInt8,                   -- of the rounded input: 0, for CO 1
  low Int32,                        -- whole numbers of 10^-decimals units
  high Int32,
  il Int32,
  ih Int32,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (edition, averaging_hours, factor, low, high);

-- GB 3095 class II limits.
CREATE TABLE IF NOT EXISTS standard_limits (
  edition String,
  effective_from DateTime('UTC'),
  effective_until DateTime('UTC'),
  factor UInt16,
  averaging_hours UInt16,           -- 1, 8, 24, 8760
  value Decimal(18, 6),
  clause String,
  source UInt16,                    -- index in `limit_sources`, below 1000
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (edition, averaging_hours, factor);

-- GB 3838-2002 Table 1: one row per item and class, for the kind of water it holds for.
CREATE TABLE IF NOT EXISTS standard_water (
  factor UInt16,
  lake UInt8,                       -- 0 river, 1 lake
  class UInt8,                      -- 1..5
  sense UInt8,                      -- 1 at most, 2 at least, 3 between `value` and `upper`
  has_multiple UInt8,
  value Int64,                      -- millionths of the canonical unit
  upper Int64,
  source UInt16,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (lake, factor, class);

-- Composite index of HJ 663, its variants: limit and weight per item.
CREATE TABLE IF NOT EXISTS standard_composite (
  variant LowCardinality(String),
  factor UInt16,
  limit_value Int64,                -- millionths
  weight UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (variant, factor);
