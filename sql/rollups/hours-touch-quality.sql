-- Who asks: the hours job, after a run.
-- Reads: `hours`.
-- The hours that a run of the hours job changed in what quality control looks at: their findings, and those of what
-- they reach, are due. A version that only took a finding in (reason 'quality') changes none. Before `hours_now`, as
-- `hours-touch-days`.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT DISTINCT {{span.quality}}, hours.hour, station, factor, {qualityHead:UInt64}, 0, {now:DateTime}
FROM hours
WHERE hours.hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
  AND head = {head:UInt64}
  AND reason != 'quality';
