-- Who asks: GET /api/stations/{id}/series?step=day, lane history.
-- Reads: `days_now`.
-- Day values of one series in the station's civil time, the latest version of each.
SELECT toString(day) AS civil, toString(value) AS value, count, expected, valid, over
FROM days_now FINAL
WHERE day >= toDate({first:String}) AND day <= toDate({last:String})
  AND station = {station:UInt32} AND factor = {factor:UInt16}
ORDER BY day
LIMIT {limit:UInt32}
