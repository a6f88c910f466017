/** Wind between the stations that measure it, and the lines that air would follow. Pure; metres in a local plane. */
export interface WindVector {
  readonly longitude: number;
  readonly latitude: number;
  /** m/s towards east and north */ readonly east: number;
  readonly north: number;
}
export interface Bounds {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Direction it comes from (degrees) and speed to a vector it blows along. */
export function windVector(longitude: number, latitude: number, speed: number, from: number): WindVector {
  const angle = (from * Math.PI) / 180;
  return { longitude, latitude, east: -Math.sin(angle) * speed, north: -Math.cos(angle) * speed };
}

/** Inverse-distance mean of the vectors, with a floor of about 8 km so that no station makes a knot. */
export function windAt(
  vectors: readonly WindVector[],
  longitude: number,
  latitude: number,
): readonly [east: number, north: number] {
  let east = 0,
    north = 0,
    weights = 0;
  const squeeze = Math.cos((latitude * Math.PI) / 180);
  for (const v of vectors) {
    const dx = (v.longitude - longitude) * squeeze,
      dy = v.latitude - latitude;
    const weight = 1 / (dx * dx + dy * dy + 0.005);
    east += v.east * weight;
    north += v.north * weight;
    weights += weight;
  }
  return weights > 0 ? [east / weights, north / weights] : [0, 0];
}

export interface Trails {
  /** Segments; each with source and target, degrees. */
  readonly sources: Float64Array;
  readonly targets: Float64Array;
  /** Start and end of the segment along its line in [0, 1], and the line's own phase. */
  readonly along: Float32Array;
  /** Index of the line of each segment. */
  readonly lines: Uint32Array;
  readonly count: number;
}

const SEGMENTS = 14;

/**
 * `lines` streamlines from seeds spread evenly over the bounds (the same for the same bounds: lines keep their
 * place when the wind turns). Length grows with the wind: about 14 km at 3 m/s.
 */
export function windTrails(vectors: readonly WindVector[], bounds: Bounds, lines: number): Trails {
  const sources = new Float64Array(lines * SEGMENTS * 3),
    targets = new Float64Array(lines * SEGMENTS * 3),
    along = new Float32Array(lines * SEGMENTS * 3),
    lineOf = new Uint32Array(lines * SEGMENTS);
  let count = 0;
  for (let line = 0; line < lines; line += 1) {
    // R2 low-discrepancy sequence: even without clumps, without a grid showing.
    let longitude = bounds.west + (bounds.east - bounds.west) * ((0.5 + line * 0.754_877_666) % 1);
    let latitude = bounds.south + (bounds.north - bounds.south) * ((0.5 + line * 0.569_840_291) % 1);
    const phase = (line * 0.618_033_989) % 1;
    const squeeze = Math.cos((latitude * Math.PI) / 180);
    for (let s = 0; s < SEGMENTS; s += 1) {
      const [east, north] = windAt(vectors, longitude, latitude);
      const speed = Math.hypot(east, north);
      if (speed < 0.05) break;
      // 330 s of air a segment: slower winds draw shorter lines.
      const reach = (330 * Math.min(speed, 8)) / speed;
      const toLongitude = longitude + (east * reach) / (111_320 * squeeze),
        toLatitude = latitude + (north * reach) / 110_574;
      const i = count * 3;
      sources[i] = longitude;
      sources[i + 1] = latitude;
      targets[i] = toLongitude;
      targets[i + 1] = toLatitude;
      along[i] = s / SEGMENTS;
      along[i + 1] = (s + 1) / SEGMENTS;
      along[i + 2] = phase;
      lineOf[count] = line;
      longitude = toLongitude;
      latitude = toLatitude;
      count += 1;
    }
  }
  return {
    sources: sources.subarray(0, count * 3),
    targets: targets.subarray(0, count * 3),
    along: along.subarray(0, count * 3),
    lines: lineOf.subarray(0, count),
    count,
  };
}
