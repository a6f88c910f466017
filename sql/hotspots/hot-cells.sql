-- Who asks: after every analysis, for topic `hotCells`: every 1-km cell's support and class, and the grids of the hot
-- ones.
-- Reads: one size of one tick of `hotspot_cells` (12,000 rows) and the regions of its cells (40,000 rows).
SELECT
  h.cell AS cell, h.score AS score, h.class AS class,
  if(h.class > 0, round(h.z, 1), NULL) AS z,
  if(h.class > 0, h.mean - h.ring, NULL) AS excess,
  if(h.class > 0 AND r.village > 0, r.village, NULL) AS village,
  if(h.class > 0 AND r.township > 0, r.township, NULL) AS township
FROM (SELECT cell, score, class, z, mean, ring FROM hotspot_cells
  WHERE tick = {tick:UInt32} AND size = {size:UInt16}) AS h
LEFT JOIN (
  SELECT cell, argMaxIf(region, (share, -toInt64(region)), level = {{level.village}}) AS village,
    argMaxIf(region, (share, -toInt64(region)), level = {{level.township}}) AS township
  FROM cell_regions
  WHERE size = {size:UInt16} AND generation = {generation:UInt64}
    AND cell IN (SELECT cell FROM hotspot_cells WHERE tick = {tick:UInt32} AND size = {size:UInt16} AND class > 0)
  GROUP BY cell
) AS r ON h.cell = r.cell
ORDER BY cell
