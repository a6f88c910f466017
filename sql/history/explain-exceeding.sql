-- Who asks: GET /api/explain, lane history.
-- Reads: the active rows of `exceedance_states`, hundreds.
-- The series that exceed a limit now, the largest multiple first, as the ranking orders them.
SELECT station, factor, toString(value) AS micro, toString(limit_value) AS limit_micro, limit_source, averaging,
  toUnixTimestamp(since) AS since_at, toUnixTimestamp(at) AS value_at
FROM exceedance_states FINAL
WHERE active = 1
ORDER BY intDiv(toInt128(value - limit_value) * 1000000, toInt128(limit_value)) DESC, since, station, factor
LIMIT {most:UInt32}
