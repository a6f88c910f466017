-- Who asks: the API, at most once a minute for all who ask: hours of the last day in which a device's folded values
-- differ from what its measured values and oxygen give, by more than 2 % and 0.5 mg/m3 (domain 4.2, floor PROP).
-- Reads: 24 hours of `outlet_hours_now`, about 50,000 rows. Worst first within the newest hour first.
SELECT toUnixTimestamp(hour) AS start, station, factor, toFloat64(said) AS device, toFloat64(recomputed) AS ours,
  compared, expected
FROM outlet_hours_now FINAL
WHERE hour >= toDateTime({now:UInt32}, 'UTC') - INTERVAL 25 HOUR AND mismatch = 1
ORDER BY hour DESC, abs(device - ours) / greatest(ours, 0.000001) DESC, station, factor
LIMIT {most:UInt32}
