-- Who asks: the audit each round, for some hours of the watched range in turn.
-- Reads: 28,000 rows of `hours_now` an hour.
-- One number per hour and stretch of 64 stations over everything a row says, but not over when and how often it was
-- computed: it moves when any row is altered, added or taken away.
SELECT toUnixTimestamp(hour) AS start, intDiv(station, 64) AS stretch,
  toString(sum(cityHash64(station, factor, isNull(hours_now.value), ifNull(hours_now.value, 0), hours_now.sum, count,
    expected, valid, ifNull(low, 0), ifNull(high, 0), over, origin))) AS print
FROM hours_now FINAL
WHERE hour IN {hours:Array(DateTime)}
GROUP BY hour, stretch
SETTINGS max_threads = 1
