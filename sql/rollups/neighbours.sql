-- Who asks: the quality job, once per version of the registry.
-- Reads: `stations`.
-- The three nearest stations of the same kind within a radius, for QC_NEIGH. 5,000 stations make 20 million pairs
-- within their kinds: a second at most.
INSERT INTO station_neighbours
SELECT a.station, b.station, toUInt32(sqrt(pow(a.x - b.x, 2) + pow(a.y - b.y, 2))) AS distance, {version:UInt64}
FROM (SELECT station, kind, x, y FROM stations FINAL WHERE retired = 0 AND kind = {kind:UInt8}) AS a
INNER JOIN (SELECT station, kind, x, y FROM stations FINAL WHERE retired = 0 AND kind = {kind:UInt8}) AS b
  ON a.kind = b.kind
WHERE a.station != b.station AND distance <= {radius:UInt32}
ORDER BY a.station, distance, b.station
LIMIT 3 BY a.station
SETTINGS max_threads = 1;
