-- Who asks: the hours job, after a run.
-- Reads: `outlet_hours`.
-- The versions that a run wrote become the latest ones.
INSERT INTO outlet_hours_now
SELECT * FROM outlet_hours
WHERE hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
  AND head = {head:UInt64};
