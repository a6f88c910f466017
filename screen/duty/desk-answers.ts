/** What the API answers the desk beside the live link: history as evidence, and the steps an officer takes. */
interface SeriesPoint {
  /** Start of its period, ms UTC. */ readonly time: number;
  /** Null where there is no valid value. */ readonly value: number | null;
}
export interface Series {
  readonly step: '5m' | 'hour';
  readonly points: readonly SeriesPoint[];
}

/** `GET /api/alarms/{id}`. An action names `sequence`, the event it answers, so that nobody acts on an old state. */
export interface AlarmHistory {
  readonly alarm: { readonly sequence: number; /** What may be done now. */ readonly steps: readonly string[] };
  readonly events: readonly {
    readonly step: string;
    readonly at: string;
    readonly note: string | null;
    readonly actor: { readonly kind: string; readonly name: string };
  }[];
}

/** `GET /api/stations/{id}/series`, as far as the chart needs it. */
export interface SeriesAnswer {
  readonly step: '5m' | 'hour';
  readonly points: readonly { readonly time: string; readonly value: number | null; readonly valid?: boolean }[];
}

/** Its points, oldest first; a mean of too few parts is no value. */
export function readSeries(answer: SeriesAnswer): Series {
  return {
    step: answer.step,
    points: answer.points
      .map((p) => ({ time: Date.parse(p.time), value: p.valid === false ? null : p.value }))
      .sort((a, b) => a.time - b.time),
  };
}
