-- Who asks: GET /api/stations/{id}/versions?day=, lane history.
-- Reads: `days`.
-- Every version of one civil day of one series, oldest first.
SELECT version, toString(value) AS value, count, expected, valid, over, origin, toString(reason) AS reason,
  toString(toUnixTimestamp64Milli(computed)) AS ms
FROM days FINAL
WHERE day = toDate({day:String}) AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY version
LIMIT {limit:UInt32}
