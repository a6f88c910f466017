-- Who asks: the work role after every tick, for the alarm rules: up to when the series of open alarms have been judged
-- on valid values, where every value judged is below the deadband (5 % under its limit: `deadband` of
-- server/alarms/policy.ts). A value between the two is left out: it neither raises nor clears.
-- Reads: the judgements of this tick (about 5,000 rows). Answers at most one row per open alarm (hundreds).
SELECT station, factor, max(toUnixTimestamp(at)) AS judged
FROM judgements
WHERE tick = {tick:UInt32} AND reason = {{reason.judged}}
  AND has({series:Array(UInt64)}, bitShiftLeft(toUInt64(station), 16) + factor)
GROUP BY station, factor
HAVING countIf(toInt128(value) * 100 > toInt128(limit_value) * 95) = 0
