-- Who asks: GET /api/explain, lane history.
-- Reads: `hours`.
-- Every version of one hour of one series: what was shown earlier, and why it changed.
SELECT
  version, toString(reinterpretAsInt64(hours.value)) AS micro, count, expected, valid, reason,
    toUnixTimestamp64Milli(computed) AS computed_at
FROM hours FINAL
WHERE hour = toDateTime({start:UInt32}, 'UTC') AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY version DESC
LIMIT {most:UInt32}
