-- What an hour rests on, part by part, so that its validity is explained: `valid` = enough parts count, and no finding
-- takes the hour out.
-- Causes are disjoint: a part is counted under the first that holds, in the order of the columns.
-- backfill: none needed; hours computed before have `enough` = `valid` and no counts; touch an hour again to have it
-- computed.
ALTER TABLE hours
  ADD COLUMN IF NOT EXISTS enough UInt8 DEFAULT valid,      -- count * 4 >= expected * 3
  ADD COLUMN IF NOT EXISTS heard UInt32 DEFAULT count,      -- parts that came, whatever their flag
  ADD COLUMN IF NOT EXISTS flagged UInt32 DEFAULT 0,        -- QC_FLAG: not N or T, by the device
  ADD COLUMN IF NOT EXISTS marked UInt32 DEFAULT 0,         -- QC_MARK
  ADD COLUMN IF NOT EXISTS ahead UInt32 DEFAULT 0,          -- QC_CLOCK: sampled after their own arrival
  ADD COLUMN IF NOT EXISTS below UInt32 DEFAULT 0,          -- QC_NEG
  ADD COLUMN IF NOT EXISTS outside UInt32 DEFAULT 0,        -- QC_RANGE
  ADD COLUMN IF NOT EXISTS late UInt32 DEFAULT 0,           -- QC_LATE; these count
  -- seconds from the end of its period to the arrival, of the slowest part
  ADD COLUMN IF NOT EXISTS slowest Int32 DEFAULT 0,
  -- MARK_CONTRADICTED: parts that show what a mark denies; these count
  ADD COLUMN IF NOT EXISTS contradicts UInt32 DEFAULT 0,
  -- QUALITY_CODES of the parts, and those that take the hour out, as bits
  ADD COLUMN IF NOT EXISTS codes UInt32 DEFAULT 0;

ALTER TABLE hours_now
  ADD COLUMN IF NOT EXISTS enough UInt8 DEFAULT valid,
  ADD COLUMN IF NOT EXISTS heard UInt32 DEFAULT count,
  ADD COLUMN IF NOT EXISTS flagged UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS marked UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS ahead UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS below UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS outside UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS late UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS slowest Int32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS contradicts UInt32 DEFAULT 0,
  ADD COLUMN IF NOT EXISTS codes UInt32 DEFAULT 0;
