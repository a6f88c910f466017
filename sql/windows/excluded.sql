-- Who asks: every tick: what the ranking left out, by reason. Reads: the tick's judgements, about 5,000 rows.
SELECT reason, count() AS series
FROM judgements
WHERE tick = {tick:UInt32} AND reason > 0
GROUP BY reason
ORDER BY reason
