/** The design grid of a screen, in units: the wall composes on 480 x 270, the desk too, at 4 px a unit. */
export interface DesignGrid {
  readonly columns: number;
  readonly rows: number;
}

export interface Fitted {
  /** CSS pixels of one unit: a whole number of device pixels where that costs less than 4 % of the room. */
  readonly unit: number;
  /** Columns that the viewport has at that unit: wider walls get more columns, never bigger type. */
  readonly columns: number;
  readonly rows: number;
}

/**
 * Fits the grid into a viewport. Sizes are computed, nothing is scaled: text and lines stay sharp at any
 * resolution and at any scaling of the operating system.
 */
export function fitUnit(grid: DesignGrid, width: number, height: number, pixelRatio: number): Fitted {
  const exact = Math.min(width / grid.columns, height / grid.rows);
  const whole = Math.floor(exact * pixelRatio + 0.01) / pixelRatio;
  const unit = whole > 0 && whole / exact > 0.96 ? whole : exact;
  return { unit, columns: width / unit, rows: height / unit };
}
