-- Who asks: GET /api/explain, lane history.
-- Reads: `region_days` of the named regions: a year of one (2,196 rows) or a month of a level (some 32,000).
-- What some regions breathed on the closed days of a span.
SELECT toString(region_days.day) AS civil, region, factor, toString(value) AS micro, reporting
FROM region_days FINAL
WHERE day >= toDate({from:String}) AND day < toDate({until:String}) AND has({regions:Array(UInt32)}, region)
ORDER BY region, civil, factor
LIMIT {most:UInt32}
