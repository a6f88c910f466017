-- Who asks: the days job, after a run.
-- Reads: `outlet_days`.
-- The versions of outlets' days that a run wrote become the latest ones.
INSERT INTO outlet_days_now
SELECT * FROM outlet_days
WHERE day = {day:Date} AND station BETWEEN {first:UInt32} AND {last:UInt32} AND head = {head:UInt64};
