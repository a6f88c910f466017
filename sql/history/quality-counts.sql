-- Who asks: GET /api/quality beside the page, and once a minute by the work process for its metrics.
-- Reads: `quality_latest`.
-- How many findings hold, by code.
SELECT code, toUInt32(count()) AS findings, toUInt32(uniqExact(station)) AS stations
FROM quality_latest FINAL
WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({to:UInt32}, 'UTC') AND state = {{finding.holds}}
  AND ({station:UInt32} = 0 OR station = {station:UInt32}) AND ({factor:UInt16} = 0 OR factor = {factor:UInt16})
  AND ({invalidating:UInt8} = 0 OR invalidates = 1) AND code NOT IN {without:Array(UInt8)}
GROUP BY code
ORDER BY code
