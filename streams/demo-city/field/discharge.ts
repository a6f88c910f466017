/** Grams a second of what is followed down a river. */
export interface Tracers {
  cod: number;
  ammonia: number;
  phosphorus: number;
  nitrogen: number;
}

/** What an outfall puts into a river; `time` in ms UTC. */
export interface Discharge {
  load(time: number): Tracers;
}
