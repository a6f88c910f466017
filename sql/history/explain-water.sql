-- Who asks: GET /api/explain, lane history.
-- Reads: at most 10 rows of `water_items`.
-- The items that a water section's class rests on.
SELECT factor, toString(value) AS micro, toUnixTimestamp(at) AS sampled, class, target
FROM water_items FINAL
WHERE station = {station:UInt32}
ORDER BY factor
