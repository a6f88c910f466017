-- Who asks: every tick: series the ranking left out, by reason. A series that several rules leave out for one reason
-- counts once.
-- Reads: the tick's judgements, about 7,500 rows.
SELECT reason, uniqExact(station, factor) AS series
FROM judgements
WHERE tick = {tick:UInt32} AND reason != {{reason.judged}}
GROUP BY reason
ORDER BY reason
