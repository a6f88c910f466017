-- Who asks: GET /api/explain, lane history.
-- Reads: at most 12 rows.
-- The stations that speak for one cell of a hotspot grid, nearest first.
SELECT station, toString(weight) AS share, inside
FROM cell_weights
WHERE size = {size:UInt16} AND cell = {cell:UInt32}
ORDER BY weight DESC, station
LIMIT {most:UInt32}
