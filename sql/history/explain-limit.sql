-- Who asks: GET /api/explain, lane history.
-- Reads: a few rows of `outlet_standards`, one of `dust_references`.
-- The discharge standards that bind one factor of an outlet, and what a dust monitor is compared with.
SELECT source AS limit_source, toString(value) AS micro, toString(cold) AS cold_micro,
  toUnixTimestamp(effective_from) AS in_force, toUInt32(0) AS reference, '' AS background
FROM outlet_standards FINAL
WHERE retired = 0 AND station = {station:UInt32} AND factor = {factor:UInt16}
UNION ALL
SELECT toUInt16(0), toString(ifNull(mean, 0)), '0', toUnixTimestamp(written), reference, toString(background)
FROM dust_references FINAL
WHERE station = {station:UInt32} AND isNotNull(mean)
