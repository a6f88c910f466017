-- What may not be judged now although it is measured: series under an excluding mark (reason 14), and series whose last
-- closed hour a finding takes out (reason 15). Written by the work process every ten seconds and after each run of
-- quality control, as a whole and under the next version; the largest version counts, and holds a row of station 0 so
-- that it may hold nothing else.
-- Some hundred rows. Read each tick by sql/windows/evaluate.sql. backfill: none.
CREATE TABLE IF NOT EXISTS withheld (
  version UInt64,
  station UInt32,
  factor UInt16,                    -- 0 = all of the station
  reason UInt8,                     -- of `judgements`: 14 marked, 15 quality control
  code UInt16,                      -- MARK_CODES, or QUALITY_CODES
  begin UInt32,                     -- seconds UTC, [begin, end)
  end UInt32
) ENGINE = MergeTree
PARTITION BY version
ORDER BY (station, factor);
