-- Who asks: GET /api/audit.
-- Reads: the findings, a few; what stands first.
SELECT toString(toUnixTimestamp64Milli(opened)) AS opened_at, kind, subject, station, factor,
  toUnixTimestamp(start) AS begun, field, shown, recomputed, repairs,
  if(isNull(closed), NULL, toString(toUnixTimestamp64Milli(assumeNotNull(closed)))) AS closed_at
FROM audit_findings FINAL
ORDER BY isNull(closed) DESC, opened DESC LIMIT 200
