-- Who asks: the days job, after a run.
-- Reads: `days`.
-- The versions that a run of the days job wrote become the latest ones.
INSERT INTO days_now
SELECT * FROM days
WHERE day = {day:Date} AND station BETWEEN {first:UInt32} AND {last:UInt32} AND head = {head:UInt64};
