/** What the registry says of the device's station. */
export interface StationContext {
  readonly station: number;
  /** HJ 212 system code of the station; '' to go by the packet's own. */
  readonly st: string;
  /** Factor code -> unit the device sends, where it is not the canonical one. */
  readonly units: Readonly<Record<string, string>>;
  /** IANA zone of the station's civil time. */
  readonly timezone: string;
}

/** Where and when the frame came in. */
export interface Arrival {
  /** ms UTC. */
  readonly received: number;
  /** Ordinal of the frame, see `Reading.sequence`. */
  readonly sequence: number;
}
