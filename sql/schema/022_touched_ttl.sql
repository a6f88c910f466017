-- A mark of `touched` may only expire as a whole. `done` is written as a row of its own (head 0): by the rule of 020 a
-- merge that saw only that row dropped it, and what had been computed was due again. Rows that were never brought
-- together stay.
-- backfill: none.
ALTER TABLE touched MODIFY TTL at + toIntervalDay(2) DELETE WHERE head > 0 AND done >= head;
