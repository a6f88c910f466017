-- Who asks: once a minute, before the local rules: which national station speaks for a dust monitor now, and is the
-- dust regional.
-- Reads: the stations (1,060 x 21 distances) and the national stations' PM10 of a tick. The nearest with a value,
-- however far: each rule has its own radius. The bound of regional dust is the rules' smallest.
INSERT INTO dust_references
WITH
  {{half-even}},
  (SELECT min(reference_above) FROM local_rules FINAL WHERE retired = 0) AS bound,
  national AS (
    SELECT s.station AS station, s.x AS x, s.y AS y, s.county AS county, assumeNotNull(r.mean1) AS mean
    FROM (SELECT station, x, y, county FROM stations FINAL WHERE kind = {{kind.national}} AND retired = 0) AS s
    INNER JOIN (SELECT station, mean1 FROM rolling WHERE tick = {tick:UInt32} AND kind = {{kind.national}}
      AND factor = {{factor.pm10}} AND folded = 0 AND isNotNull(mean1)) AS r ON s.station = r.station
  ),
  monitor AS (SELECT station, x, y, county FROM stations FINAL WHERE kind IN ({{kinds.dust}}) AND retired = 0),
  nearest AS (
    SELECT m.station AS station, argMin((n.station, n.mean), (pow(m.x - n.x, 2) + pow(m.y - n.y, 2), n.station)) AS at,
      toUInt32(floor(sqrt(min(pow(m.x - n.x, 2) + pow(m.y - n.y, 2))))) AS metres
    FROM monitor AS m CROSS JOIN national AS n
    GROUP BY station
  ),
  counties AS (SELECT county, toInt64(half_even(sum(toInt128(mean)), count())) AS background FROM national
    GROUP BY county)
SELECT
  m.station AS station, n.at.1 AS reference, n.metres AS metres,
  if(n.at.1 > 0, toNullable(n.at.2), NULL) AS mean,
  if(c.county > 0, toNullable(c.background), NULL) AS background,
  toUInt8(n.at.1 > 0 AND n.at.2 > bound) AS regional,
  toDateTime({now:UInt32}, 'UTC') AS written,
  {version:UInt64} AS version
FROM monitor AS m
LEFT JOIN nearest AS n ON m.station = n.station
LEFT JOIN counties AS c ON m.county = c.county
