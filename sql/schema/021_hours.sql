-- Hour and day values, final with validity (the windows' live means are provisional). Written by the jobs of
-- server/ingest.
-- An hour is the exact mean of the valid versions of the basis readings flagged N or T: `sum` and `count` are exact,
-- `value` is sum / count rounded half to even at the sixth decimal, for showing and sorting. Whoever rounds as a
-- standard says starts from sum and count, or he would round twice.
-- Valid: at least three quarters of the expected parts (45 of 60 minutes: GB 3095-2026 Table 4, HJ 212-2017 D (24)).
-- `*` keeps every version with its reason; `*_now` is the latest one (ask with FINAL).
-- About 83,000 rows an hour at city scale.
-- backfill: none needed; touch the hour again to recompute it.
CREATE TABLE IF NOT EXISTS hours (
  hour DateTime('UTC'),             -- start of the period
  station UInt32,
  factor UInt16,
  version UInt32,                   -- 1, 2, ...
  value Nullable(Decimal(18, 6)),   -- NULL where no part counts
  sum Decimal(38, 6),
  count UInt32,                     -- parts that count
  expected UInt32,
  valid UInt8,
  low Nullable(Decimal(18, 6)),
  high Nullable(Decimal(18, 6)),
  over UInt8,                       -- a part was over range (flag T): the value is a lower bound
  origin UInt8,                     -- 1 computed here, 2 as the device reported it (CN 2061)
  head UInt64,                      -- `touched.head` it was computed up to
  reason LowCardinality(String),    -- 'closed', 'late', 'corrected'
  computed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(head)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor, version)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;  -- one station's year is one small granule an hour, not 8,192 rows

CREATE TABLE IF NOT EXISTS hours_now AS hours
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;  -- one station's year is one small granule an hour, not 8,192 rows

-- A day of the station's civil time: the mean of its valid hours, valid from 20 of them on (GB 3095-2026 Table 4).
CREATE TABLE IF NOT EXISTS days (
  day Date,                         -- civil
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
  origin UInt8,                     -- 1 computed here, 2 as the device reported it (CN 2031)
  head UInt64,
  reason LowCardinality(String),
  computed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(head)
PARTITION BY toYear(day)
ORDER BY (day, station, factor, version)
TTL day + toIntervalDay(2192);

CREATE TABLE IF NOT EXISTS days_now AS days
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYear(day)
ORDER BY (day, station, factor)
TTL day + toIntervalDay(2192);
