-- Hour values of one series, the latest version of each.
-- Asked by GET /api/stations/{id}/series?step=hour, lane history. 5,000 hours are 5,000 granules of 1,024 rows.
SELECT toUnixTimestamp(hour) AS t, toString(value) AS value, count, expected, valid, over
FROM hours_now FINAL
WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({to:UInt32}, 'UTC')
  AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY hour
LIMIT {limit:UInt32}
