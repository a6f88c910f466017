-- Outlets of enterprises: what their concentrations are judged by, and the hours and days of what is judged.

-- Limits of a station: the value at water up to 12 degrees Celsius where the rule has one, and what goes before what.
-- backfill: none needed (the next import of a pack writes them; NULL and 0 mean no such value, and a permit of an
-- enterprise).
ALTER TABLE station_limits ADD COLUMN IF NOT EXISTS cold Nullable(Decimal(18, 6));
-- 1 permit, 2 local standard, 0 not said
ALTER TABLE station_limits ADD COLUMN IF NOT EXISTS standing UInt8 DEFAULT 0;

-- Reference oxygen and state of the gas of every stack whose limits hold at a reference oxygen. Filled from the
-- registry.
-- backfill: none (filled at start and at every change of the registry).
CREATE TABLE IF NOT EXISTS stack_gas (
  station UInt32,
  reference_oxygen Int64,           -- millionths of a percent
  as_measured UInt8,                -- 1: wet gas at stack conditions, to be brought to 273 K, 101,325 Pa and dry first
  retired UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY station;

-- Discharge standards that bind an outlet, as dated rows; judged where no permit speaks of the factor.
-- backfill: none (filled at start and at every change of the registry).
CREATE TABLE IF NOT EXISTS outlet_standards (
  station UInt32,
  factor UInt16,
  statistic UInt8,                  -- 20 hour, 30 day
  value Int64,                      -- millionths
  cold Int64,                       -- at water up to 12 degrees Celsius; 0 = no such value
  source UInt16,
  effective_from DateTime('UTC'),
  retired UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (station, factor, statistic, source);

-- Hours of folded (折算) concentrations, beside the hours of what was measured. Same life as `hours`: every version kept
-- with its reason. Value: mean of the device's folded samples (origin 1); of samples folded here from measured and
-- oxygen of the same time where the device folds none (origin 3); what the device reported of the hour (origin 2).
-- Samples with oxygen at or above the guard (20.5 %) count for nothing (`withheld`).
-- About 2,000 rows an hour at city scale.
-- backfill: touch the hours again to recompute them.
CREATE TABLE IF NOT EXISTS outlet_hours (
  hour DateTime('UTC'),
  station UInt32,
  factor UInt16,
  version UInt32,
  value Nullable(Decimal(18, 6)),
  sum Decimal(38, 6),
  count UInt32,
  expected UInt32,
  valid UInt8,
  low Nullable(Decimal(18, 6)),
  high Nullable(Decimal(18, 6)),
  over UInt8,
  origin UInt8,
  withheld UInt32,                  -- samples with oxygen at or above the guard
  compared UInt32,                  -- samples both folded by the device and folded here
  said Nullable(Decimal(18, 6)),    -- mean of these as the device folded them ...
  recomputed Nullable(Decimal(18, 6)),  -- ... and as folded here
  mismatch UInt8,                   -- 1: they differ by more than 2 % and more than 0.5 mg/m3
  head UInt64,
  reason LowCardinality(String),    -- 'closed', 'late', 'corrected'
  computed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(head)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor, version)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS outlet_hours_now AS outlet_hours
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;

-- Days of outlets as their limits mean them: stacks the mean of the valid folded hours; outfalls the mean of the valid
-- hours weighted by flow (HJ 212-2017 D), arithmetic where flow is known for too few of them.
-- About 4,000 rows a day. backfill: touch the days again to recompute them.
CREATE TABLE IF NOT EXISTS outlet_days (
  day Date,
  station UInt32,
  factor UInt16,
  version UInt32,
  value Nullable(Decimal(18, 6)),
  count UInt32,                     -- valid hours
  expected UInt32,
  valid UInt8,
  weighting UInt8,                  -- 1 arithmetic, 2 by flow
  flow Decimal(38, 6),              -- sum of the hours' flow means behind a weighted value, L/s
  head UInt64,
  reason LowCardinality(String),
  computed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(head)
PARTITION BY toYear(day)
ORDER BY (day, station, factor, version)
TTL day + toIntervalDay(2192);

CREATE TABLE IF NOT EXISTS outlet_days_now AS outlet_days
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYear(day)
ORDER BY (day, station, factor)
TTL day + toIntervalDay(2192);
