-- The series that a limit binds but that one tick did not judge, for one reason. Asked by GET /api/explain, lane history.
-- Reads: one partition of `judgements`, some 5,000 rows.
SELECT station, factor, averaging, limit_source, toUnixTimestamp(at) AS value_at, count() OVER () AS total
FROM judgements
WHERE tick = {tick:UInt32} AND reason = {reason:UInt8}
ORDER BY station, factor, averaging
LIMIT {most:UInt32} OFFSET {offset:UInt32}
