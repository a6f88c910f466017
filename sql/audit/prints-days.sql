-- Who asks: the audit each round, for one day of the watched range in turn.
-- Reads: 28,000 rows of `days_now`.
SELECT intDiv(station, 64) AS stretch,
  toString(sum(cityHash64(station, factor, isNull(days_now.value), ifNull(days_now.value, 0), days_now.sum, count,
    expected, valid, ifNull(low, 0), ifNull(high, 0), over, origin))) AS print
FROM days_now FINAL
WHERE day = {day:Date}
GROUP BY stretch
SETTINGS max_threads = 1
