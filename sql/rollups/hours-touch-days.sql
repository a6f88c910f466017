-- Who asks: the hours job, after a run.
-- Reads: `hours`.
-- The days that a run of the hours job changed. Before `hours_now`, so that a death between the two finds the hours
-- changed again and not the days forgotten.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT DISTINCT {{span.day}}, toDateTime(toStartOfDay(hours.hour, {timezone:String})), station, factor,
  {dayHead:UInt64}, 0, {now:DateTime}
FROM hours
WHERE hours.hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
  AND head = {head:UInt64};
