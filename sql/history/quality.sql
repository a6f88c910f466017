-- Who asks: GET /api/quality, lane history.
-- Reads: the findings of the hours asked for, at most 31 days: some thousand a day at city scale.
-- Findings of quality control that hold, newest first.
SELECT toUnixTimestamp(hour) AS t, station, factor, code, version, invalidates, toString(value) AS value,
  toString(reference) AS reference,
  count, edition, toString(toUnixTimestamp64Milli(computed)) AS ms
FROM quality_latest FINAL
WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({to:UInt32}, 'UTC') AND state = {{finding.holds}}
  AND ({station:UInt32} = 0 OR station = {station:UInt32}) AND ({factor:UInt16} = 0 OR factor = {factor:UInt16})
  AND ({code:UInt8} = 0 OR code = {code:UInt8}) AND ({invalidating:UInt8} = 0 OR invalidates = 1)
  AND code NOT IN {without:Array(UInt8)}
ORDER BY hour DESC, station, factor, code
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
