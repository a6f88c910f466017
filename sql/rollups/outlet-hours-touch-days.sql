-- Who asks: every run of the hours job.
-- Reads: `outlet_hours`.
-- The days of which a run changed folded hours. Before `outlet_hours_now`, so that a death between the two finds the
-- hours changed again and not the days forgotten.
INSERT INTO touched (span, start, station, factor, head, done, at)
SELECT DISTINCT {{span.day}}, toDateTime(toStartOfDay(outlet_hours.hour, {timezone:String})), station, factor,
  {dayHead:UInt64}, 0, {now:DateTime}
FROM outlet_hours
WHERE outlet_hours.hour BETWEEN {from:DateTime} AND {to:DateTime} AND station BETWEEN {first:UInt32} AND {last:UInt32}
  AND head = {head:UInt64};
