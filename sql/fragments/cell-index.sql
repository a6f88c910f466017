-- Who asks: the hotspot grids, beside aqi.sql: the index of a cell's mean.
-- Reads: one factor's breakpoints of the edition in force at `at`. Neighbouring segments share a breakpoint and agree
-- on it.
segment AS (
  SELECT groupArray((low, high, il, ih)) FROM (
    SELECT low, high, il, ih FROM standard_iaqi FINAL
    WHERE averaging_hours = 1 AND factor = {factor:UInt16} AND effective_from <= at AND effective_until > at
      ORDER BY low, high)
),
(input, segments) -> arrayFirst(step -> input <= step.2, segments) AS segment_of,
(step, input) -> if(step.2 > 0, toInt32(greatest(1, segment_index(step.1, step.2, step.3, step.4, input))),
  NULL) AS cell_index
