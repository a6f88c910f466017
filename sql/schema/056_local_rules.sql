-- Local rules of dust and noise, dated, of the city's own place and of every place. Filled from
-- server/standards/local-rules.ts.
-- Construction dust has no national concentration standard: each rule is a city's or a province's, with its source.
-- backfill: none (filled at start and when another city is imported).
CREATE TABLE IF NOT EXISTS local_rules (
  rule UInt16,
  kind UInt8,                       -- of the stations it binds
  factor UInt16,
  minutes UInt8,                    -- window: 5, 15, 20, 60
  -- 1 absolute, 2 times the reference station, 3 rise within `minutes`, 4 above the county's background, 5 noise by day
  -- and night
  form UInt8,
  threshold Int64,                  -- millionths; form 5: by day
  night Int64,                      -- form 5: by night
  ratio UInt32,                     -- forms 2 and 3: thousandths
  floor Int64,                      -- forms 2 and 3: and at least this
  radius UInt32,                    -- form 2: metres to the reference station
  -- exceeding windows a civil day that are no exceedance yet; 65535 = the rule counts none
  allowed UInt16,
  humidity_above Int64,             -- not judged above, millionths of a percent
  reference_above Int64,            -- not judged while the reference station's PM10 is above
  source UInt16,                    -- index in `limit_sources`, 300 and up
  effective_from DateTime('UTC'),
  effective_until DateTime('UTC'),
  retired UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY rule;

-- The reference (national) station of each dust monitor at the last look: the nearest that has a PM10 hour now.
-- About 1,060 rows, written once a minute. backfill: none.
CREATE TABLE IF NOT EXISTS dust_references (
  station UInt32,
  reference UInt32,                 -- 0: none has a value
  metres UInt32,
  mean Nullable(Int64),             -- its PM10 rolling hour, millionths
  background Nullable(Int64),       -- mean of the national stations of the monitor's county
  regional UInt8,                   -- 1: the reference itself is above the bound: a sandstorm, no site is judged
  written DateTime('UTC'),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY station;

-- Every whole window of the civil day that a counting rule looked at. Read for the day's count; corrected while its
-- buckets are kept.
-- About 1,000 rows per window where a city has such a rule. backfill: none.
CREATE TABLE IF NOT EXISTS local_rule_windows (
  day Date,                         -- civil
  rule UInt16,
  station UInt32,
  begin DateTime('UTC'),
  value Int64,
  exceeds UInt8,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(day)
ORDER BY (day, rule, station, begin)
TTL day + toIntervalDay(400);

-- Judgements that are made once a minute instead of every tick: local rules (family 1), days of outlets (family 2). The
-- ticks add the newest run of each family to their own judgements. One row per series, averaging and rule.
-- backfill: none (the next look writes them).
CREATE TABLE IF NOT EXISTS slow_judgements (
  family UInt8,
  station UInt32,
  factor UInt16,
  averaging UInt8,                  -- as in `judgements`
  rule UInt16,
  kind UInt8,
  value Nullable(Int64),
  limit_value Int64,
  limit_source UInt16,
  at DateTime('UTC'),
  over UInt8,
  reason UInt8,
  written DateTime('UTC'),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (family, station, factor, averaging, rule);

ALTER TABLE judgements MODIFY COLUMN averaging UInt8 COMMENT 'AVERAGING of streams/contracts/codes.ts';
ALTER TABLE judgements MODIFY COLUMN reason UInt8 COMMENT 'EXCLUDED_REASON of streams/contracts/codes.ts';
