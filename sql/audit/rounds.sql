-- Who asks: GET /api/audit, at most every two seconds for all who ask.
-- Reads: the newest rounds.
SELECT toString(toUnixTimestamp64Milli(at)) AS at, took, hours, days, rolling, cells, rankings, regions, postponed,
  suspects, standing, behind
FROM audit_rounds ORDER BY audit_rounds.at DESC LIMIT 60
