-- Who asks: every tick, for the alarm rules: up to when the series of open alarms have been evaluated on valid values,
-- where every value evaluated is below the deadband ({percent} of the limit). A value between deadband and limit is
-- left out: it neither raises nor clears.
-- Reads: the judgements of this tick (about 5,000 rows). Answers at most one row per open alarm (hundreds).
-- series: station x 4096 + factor, as `seriesKey` of streams/contracts/factors.ts.
SELECT toUInt64(station) * 4096 + factor AS series, max(toUnixTimestamp(at)) AS newest
FROM judgements
WHERE tick = {tick:UInt32} AND reason = {{reason.judged}} AND has({series:Array(UInt64)}, series)
GROUP BY series
HAVING countIf(toInt128(value) * 100 > toInt128(limit_value) * {percent:UInt8}) = 0
