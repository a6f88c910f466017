-- Who asks: the judgements: what may not be judged now, under a mark or taken out by quality control.
-- Reads: the newest version of `withheld`, some hundred rows.
held_back AS (
  SELECT station, factor, reason FROM withheld
  WHERE version = (SELECT max(version) FROM withheld) AND station > 0 AND begin <= {now:UInt32} AND end > {now:UInt32}
)
