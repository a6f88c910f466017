-- Who asks: GET /api/explain, lane history.
-- Reads: one partition of `judgements`, some 5,000 rows.
-- The series that a limit binds but that one tick did not judge, for one reason or (0) for any: once per reason, as
-- the screens count them.
SELECT reason, station, factor, argMin(judgements.limit_source, judgements.averaging) AS source,
  toUnixTimestamp(max(at)) AS value_at, count() OVER () AS total
FROM judgements
WHERE tick = {tick:UInt32} AND reason != {{reason.judged}} AND ({reason:UInt8} = 0 OR reason = {reason:UInt8})
GROUP BY reason, station, factor
ORDER BY reason, station, factor
LIMIT {most:UInt32} OFFSET {offset:UInt32}
