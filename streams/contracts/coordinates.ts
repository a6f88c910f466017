/**
 * GCJ-02, the offset that public commercial maps of China apply to WGS-84 (100 to 700 m): device lists picked on such a
 * map come in it. Positions are kept in WGS-84 / CGCS2000; what comes in GCJ-02 is converted once, on the way in. Never
 * convert twice: that is the classic error of 500 m. Degrees, [longitude, latitude]. The formula is the one everybody
 * uses; no official text of it was published.
 */
/** What a list of stations may come in; kept are WGS-84 / CGCS2000 (the same for our purpose). */
export type CoordinateSystem = 'wgs84' | 'gcj02';

export type Degrees = readonly [longitude: number, latitude: number];

/** Krasovsky 1940, as the offset uses it: semi-major axis in metres, first eccentricity squared. */
const AXIS = 6_378_245;
const ECCENTRICITY = 0.00669342162296594323;
/** Steps of the inverse; each gains some four digits. */
const STEPS = 10;

const waves = (phase: number, terms: readonly (readonly [amplitude: number, over: number])[]): number =>
  terms.reduce((sum, [amplitude, over]) => sum + amplitude * Math.sin((phase / over) * Math.PI), 0) * (2 / 3);

/** The offset knows no border but this box; outside it there is none. */
const isOffset = ([longitude, latitude]: Degrees): boolean =>
  longitude >= 72.004 && longitude <= 137.8347 && latitude >= 0.8293 && latitude <= 55.8271;

function offset([longitude, latitude]: Degrees): Degrees {
  const x = longitude - 105;
  const y = latitude - 35;
  const root = Math.sqrt(Math.abs(x));
  const short = waves(x, [
    [20, 1 / 6],
    [20, 1 / 2],
  ]);
  const north =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    short +
    waves(y, [
      [20, 1],
      [40, 3],
      [160, 12],
      [320, 30],
    ]);
  const east =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    short +
    waves(x, [
      [20, 1],
      [40, 3],
      [150, 12],
      [300, 30],
    ]);
  const phi = (latitude / 180) * Math.PI;
  const magic = 1 - ECCENTRICITY * Math.sin(phi) ** 2;
  return [
    (east * 180) / ((AXIS / Math.sqrt(magic)) * Math.cos(phi) * Math.PI),
    (north * 180) / (((AXIS * (1 - ECCENTRICITY)) / (magic * Math.sqrt(magic))) * Math.PI),
  ];
}

export function wgs84ToGcj02(position: Degrees): Degrees {
  if (!isOffset(position)) return position;
  const [east, north] = offset(position);
  return [position[0] + east, position[1] + north];
}

/** Inverse by fixed-point iteration; returns what `wgs84ToGcj02` came from to some 1e-14 degrees. */
export function gcj02ToWgs84(position: Degrees): Degrees {
  if (!isOffset(position)) return position;
  let found = position;
  for (let step = 0; step < STEPS; step += 1) {
    const [east, north] = offset(found);
    found = [position[0] - east, position[1] - north];
  }
  return found;
}
