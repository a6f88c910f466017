-- Who asks: the work role after every tick, for the alarm rules: up to when the series of open alarms have been judged on valid values.
-- Reads: the judgements of this tick (about 5,000 rows). Answers at most one row per open alarm (hundreds).
SELECT station, factor, max(toUnixTimestamp(at)) AS at
FROM judgements
WHERE tick = {tick:UInt32} AND reason = 0 AND has({series:Array(UInt64)}, bitShiftLeft(toUInt64(station), 16) + factor)
GROUP BY station, factor
