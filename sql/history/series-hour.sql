-- Who asks: GET /api/stations/{id}/series?step=hour, lane history.
-- Reads: `hours_now`, `quality_latest`.
-- Hour values of one series, the latest version of each, with the codes of quality control that hold. 5,000 hours are
-- 5,000 granules of 1,024 rows.
SELECT toUnixTimestamp(h.hour) AS t, toString(h.value) AS value, h.count AS count, h.expected AS expected,
  h.valid AS valid, h.over AS over,
  h.enough AS enough, bitOr(h.codes, q.bits) AS codes
FROM (
  SELECT hour, value, count, expected, valid, over, enough, codes
  FROM hours_now FINAL
  WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({to:UInt32}, 'UTC')
    AND station = {station:UInt32} AND factor = {factor:UInt16}
) AS h
LEFT JOIN (
  SELECT hour, toUInt32(groupBitOr(bitShiftLeft(toUInt32(1), code))) AS bits
  FROM quality_latest FINAL
  WHERE hour >= toDateTime({from:UInt32}, 'UTC') AND hour < toDateTime({to:UInt32}, 'UTC')
    AND station = {station:UInt32} AND factor = {factor:UInt16} AND state = {{finding.holds}}
  GROUP BY hour
) AS q ON q.hour = h.hour
ORDER BY t
LIMIT {limit:UInt32}
