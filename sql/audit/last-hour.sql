-- Who asks: GET /api/audit.
-- Reads: the rounds of the last hour, 720.
SELECT toString(sum(audit_rounds.hours + audit_rounds.days + audit_rounds.rolling + audit_rounds.cells
  + audit_rounds.rankings + audit_rounds.regions)) AS checked,
  toString(sum(audit_rounds.hours)) AS hours, toString(sum(audit_rounds.days)) AS days,
    toString(sum(audit_rounds.rolling)) AS rolling, toString(sum(audit_rounds.cells)) AS cells,
  toString(sum(audit_rounds.rankings)) AS rankings, toString(sum(audit_rounds.regions)) AS regions,
    toString(sum(audit_rounds.postponed)) AS postponed
FROM audit_rounds WHERE at > now64(3) - INTERVAL 1 HOUR
