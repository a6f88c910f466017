-- Who asks: GET /api/explain, lane history.
-- Reads: `days`.
-- Every version of one day of one series.
SELECT
  version, toString(reinterpretAsInt64(days.value)) AS micro, count, expected, valid, reason,
    toUnixTimestamp64Milli(computed) AS computed_at
FROM days FINAL
WHERE day = toDate({day:String}) AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY version DESC
LIMIT {most:UInt32}
