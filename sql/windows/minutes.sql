-- Who asks: between two ticks, when a minute closes (`late` 0) and when late readings touched closed ones (`late` 1,
-- which reads of `recent` only the granules of the touched minutes and series); at start for the whole hour, five
-- minutes at a time.
-- Reads: the rows of those minutes in `recent`, about 28,000 a minute at city scale; writes about as many.
INSERT INTO minutes
WITH
  {{sound-level}},
  {{reading-version}}
SELECT
  bucket AS minute, station, factor, statistic,
  sumIf(if(factor = {{factor.noise}}, sound_energy(micro), micro), letter IN ({{flags.inMeans}})) AS sum,
  countIf(letter IN ({{flags.inMeans}})) AS count,
  max(time) AS last_time,
  argMax(micro, time) AS last_value,
  argMax(letter, time) AS last_flag,
  max(letter = {{flag.overRange}}) AS over,
  {version:UInt64} AS version
FROM (
  SELECT bucket, station, factor, statistic, time,
    max(reading_version(recent.first, recent.value, recent.flag)) AS said, version_micro(said) AS micro,
      version_flag(said) AS letter
  FROM recent FINAL
  WHERE bucket >= toDateTime({since:UInt32}, 'UTC') AND bucket < toDateTime({until:UInt32}, 'UTC')
    AND station IN (SELECT station FROM stations FINAL WHERE retired = 0 AND kind != {{kind.power}})
    AND ({late:UInt8} = 0 OR (bucket, station, factor) IN (
      SELECT bucket, station, factor FROM late_touches
      WHERE arrived >= toDateTime({seen:UInt32}, 'UTC') AND bucket >= toDateTime({since:UInt32}, 'UTC')
        AND bucket < toDateTime({until:UInt32}, 'UTC')
    ))
  GROUP BY bucket, station, factor, statistic, time
)
GROUP BY bucket, station, factor, statistic
