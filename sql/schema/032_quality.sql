-- Findings of quality control on hours, in versions: one series, one hour, one code. Computed from `hours_now` alone by
-- the quality job of server/ingest for what a changed hour can reach (8 h before it, 24 h after, its partners and
-- neighbours), so that the findings equal those of a computation from scratch whatever the order of arrival. A finding
-- that no longer holds gets a version with state 0.
-- A few thousand a day at city scale; in an outage one per series and hour.
-- backfill: none needed (touch span 3 of the hours in question).
CREATE TABLE IF NOT EXISTS quality (
  hour DateTime('UTC'),
  station UInt32,
  factor UInt16,
  code UInt8,                       -- QUALITY_CODES
  version UInt32,
  state UInt8,                      -- 1 found, 0 no longer
  -- 1: what it concerns is out of means and judging: the parts (codes 1, 2, 11, 13), else the hour
  invalidates UInt8,
  value Nullable(Int64),            -- evidence, millionths: the hour's value (QC_LATE, QC_CLOCK: seconds of delay)
  reference Nullable(Int64),        -- what it was held against: median, mean of neighbours, the whole, the limit
  count UInt32,                     -- parts, hours or neighbours concerned
  edition LowCardinality(String),   -- of the rule
  head UInt64,
  computed DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(head)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor, code, version)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS quality_latest AS quality
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(hour)
ORDER BY (hour, station, factor, code)
TTL hour + toIntervalDay(2192)
SETTINGS index_granularity = 1024;

-- Thresholds from server/standards/quality-rules.ts, dated. 315 rows an edition.
-- backfill: none (filled at every start of the work process).
CREATE TABLE IF NOT EXISTS quality_rules (
  kind UInt8,
  factor UInt16,
  begin UInt32,
  end UInt32,
  edition LowCardinality(String),
  low Int64,
  high Int64,
  detection Int64,
  late Int32,
  ahead Int32,
  behind Int32,
  miss UInt32,
  stuck UInt16,
  stuck_single UInt16,
  stuck_above Int64,
  spike Int64,
  step Int64,
  history UInt16,
  spread Int64,
  whole UInt16,
  whole_by Int64,
  whole_percent Int64,
  neighbours Int64,
  neighbours_from Int64,
  humidity Int64,
  invalidates UInt32,
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (kind, factor, begin);

-- The three nearest stations of the same kind, by the registry at `version`. Filled by the work process when the
-- registry changes.
-- backfill: none.
CREATE TABLE IF NOT EXISTS station_neighbours (
  station UInt32,
  neighbour UInt32,
  distance UInt32,                  -- metres
  version UInt64
) ENGINE = MergeTree ORDER BY (station, neighbour);

-- Series whose findings the running statement looks at: the due ones, those whose whole or humidity they are, their
-- neighbours'.
-- Emptied and filled again for each statement. backfill: none.
CREATE TABLE IF NOT EXISTS quality_scope (
  station UInt32,
  factor UInt16
) ENGINE = MergeTree ORDER BY (station, factor);
