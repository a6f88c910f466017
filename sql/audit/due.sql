-- Who asks: the audit, before it judges a stretch: series of which something is still to be computed.
-- Reads: `touched`.
SELECT station, factor FROM touched
WHERE span = {span:UInt8} AND start >= {start:DateTime} AND start < {end:DateTime}
  AND station BETWEEN {first:UInt32} AND {last:UInt32}
GROUP BY span, start, station, factor
HAVING max(head) > max(done)
SETTINGS max_threads = 1
