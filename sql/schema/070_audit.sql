-- The audit (server/audit, docs/notes/070): what was recomputed from raw readings, what did not agree.
-- Written by the leader of the windows only; read by GET /api/audit and, at a start, by the audit itself.

-- One row per round: values recomputed by kind, values left for later, disagreements that stand. About 17,000 a day.
-- backfill: none.
CREATE TABLE IF NOT EXISTS audit_rounds (
  at DateTime64(3, 'UTC'),
  took UInt32,                      -- ms
  hours UInt32,
  days UInt32,
  rolling UInt32,
  cells UInt32,
  rankings UInt32,
  regions UInt32,
  postponed UInt32,                 -- still due, changed meanwhile, or not to be told from outside
  suspects UInt32,                  -- disagreed once, looked at again
  standing UInt32,
  behind UInt32                     -- stretches of the watched range that wait for their check
) ENGINE = MergeTree ORDER BY at
TTL toDateTime(at) + toIntervalDay(7);

-- Disagreements that were confirmed; the latest version of a row counts. A few, or none.
-- backfill: none.
CREATE TABLE IF NOT EXISTS audit_findings (
  opened DateTime64(3, 'UTC'),
  kind LowCardinality(String),
  subject String,
  station UInt32,                   -- 0 where it is not about one
  factor UInt16,
  start DateTime('UTC'),            -- of the period, or the tick
  field LowCardinality(String),
  shown String,
  recomputed String,
  repairs UInt8,                    -- times it was marked to be computed again
  closed Nullable(DateTime64(3, 'UTC')),
  version UInt64
) ENGINE = ReplacingMergeTree(version) ORDER BY (opened, kind, subject)
TTL toDateTime(opened) + toIntervalDay(400);

-- What the rows of a stretch of stations summed up to when all of them agreed with their readings. A row whose print is
-- another one now has changed since. About 80 stretches x (24 hours + 8 days).
-- backfill: none (what has no print is checked again).
CREATE TABLE IF NOT EXISTS audit_prints (
  span UInt8,                       -- 1 hour, 2 day
  start DateTime('UTC'),
  stretch UInt32,                   -- station / 64
  print String,
  at DateTime64(3, 'UTC')
) ENGINE = ReplacingMergeTree(at) ORDER BY (span, start, stretch)
TTL start + toIntervalDay(12);
