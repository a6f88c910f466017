-- Who asks: GET /api/explain, lane history.
-- Reads: one partition of `judgements`.
-- How many series one tick did not judge, by reason.
SELECT reason, toUInt32(uniqExact(station, factor)) AS series
FROM judgements
WHERE tick = {tick:UInt32} AND reason != {{reason.judged}}
GROUP BY reason
ORDER BY series DESC, reason
