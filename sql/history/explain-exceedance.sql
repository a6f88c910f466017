-- Who asks: GET /api/explain, lane history.
-- Reads: one row.
-- The state of one exceedance as the last tick left it.
SELECT
  active, episodes, toUnixTimestamp(first) AS first_at, toUnixTimestamp(since) AS since_at,
    toUnixTimestamp(seen) AS seen_at, toString(value) AS micro,
  toString(limit_value) AS limit_micro, limit_source, averaging, toUnixTimestamp(at) AS value_at, over, trend,
    toString(reference) AS reference_micro,
  toUnixTimestamp(reference_at) AS reference_time, toString(peak) AS peak_millionths
FROM exceedance_states FINAL
WHERE station = {station:UInt32} AND factor = {factor:UInt16}
