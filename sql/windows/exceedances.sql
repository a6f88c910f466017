-- Who asks: every tick; the API for the ranking.
-- Reads: the active `exceedance_states`.
-- Ranked by the multiple as it is shown (two decimals, half to even): equal ones share a rank (1, 1, 3); among them
-- the longest first, then station and factor, so that the order is stable.
WITH
  {{half-even}},
  shown AS (
    SELECT *, toInt64(half_even(toInt128(value - limit_value) * 100, toInt128(limit_value))) AS hundredths
    FROM exceedance_states FINAL
    WHERE active = 1
  )
SELECT
  rank() OVER (ORDER BY hundredths DESC) AS rank,
  station, factor, hundredths, value, limit_value, limit_source, averaging,
  toUnixTimestamp(since) AS since_, toUnixTimestamp(at) AS at_, episodes, trend, toUnixTimestamp(first) AS first_, peak,
    over
FROM shown
ORDER BY rank, since, station, factor
LIMIT {most:UInt32}
