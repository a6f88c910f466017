-- Who asks: the hours job, after a run.
-- Reads: `hours`.
-- The versions that a run of the hours job wrote become the latest ones.
INSERT INTO hours_now
SELECT * FROM hours
WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
  AND head = {head:UInt64};
