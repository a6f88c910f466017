-- Who asks: GET /api/stations/{id}/versions?hour=, lane history.
-- Reads: `hours`.
-- Every version of one hour of one series, oldest first. One granule.
SELECT version, toString(value) AS value, count, expected, valid, enough, codes, over, origin,
  toString(reason) AS reason, toString(toUnixTimestamp64Milli(computed)) AS ms
FROM hours FINAL
WHERE hour = toDateTime({hour:UInt32}, 'UTC') AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY version
LIMIT {limit:UInt32}
