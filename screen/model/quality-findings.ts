import type { CityIndex } from './city.ts';
import type { DeskRow, QualityFinding } from './desk-row.ts';

/** One line of `GET /api/quality`: an hour of a series and what quality control holds against it. */
export interface QualityItem {
  readonly station: number;
  /** Catalogue code of the factor. */
  readonly factor: string;
  /** Start of the hour, ISO. */
  readonly start: string;
  readonly code: string;
  readonly invalidates: boolean;
  /** Evidence in the unit of the factor; seconds for QC_CLOCK, percent of humidity for QC_RH. */
  readonly value: number | null;
  /** What it was held against. */
  readonly reference: number | null;
  readonly count: number;
}

/** One row per station, factor and code: what is out of judging first, then the newest, then the longest. */
export function qualityRows(city: CityIndex, items: readonly QualityItem[]): DeskRow[] {
  const factors = new Map(city.factors.map((factor) => [factor.code, factor]));
  const matters = new Map<string, { items: QualityItem[] }>();
  for (const item of items) {
    const id = `q${item.station}.${item.factor}.${item.code}`;
    const matter = matters.get(id);
    if (matter) matter.items.push(item);
    else matters.set(id, { items: [item] });
  }
  const rows = [...matters].map(([id, { items: hours }]): DeskRow & { readonly finding: QualityFinding } => {
    const newest = hours.reduce((a, b) => (b.start > a.start ? b : a));
    const factor = factors.get(newest.factor);
    return {
      id,
      alarm: null,
      station: city.station(newest.station),
      stationId: newest.station,
      factor,
      factorId: factor?.id ?? 0,
      priority: null,
      state: 0,
      raised: null,
      due: null,
      since: Math.min(...hours.map(({ start }) => Date.parse(start))),
      multiple: null,
      value: newest.value,
      limit: null,
      source: undefined,
      window: null,
      isGone: false,
      finding: {
        code: newest.code,
        invalidates: newest.invalidates,
        hours: hours.length,
        newest: newest.start,
        value: newest.value,
        reference: newest.reference,
        count: newest.count,
      },
    };
  });
  return rows.sort(
    (a, b) =>
      Number(b.finding.invalidates) - Number(a.finding.invalidates) ||
      (a.finding.newest < b.finding.newest ? 1 : a.finding.newest > b.finding.newest ? -1 : 0) ||
      b.finding.hours - a.finding.hours ||
      (a.id < b.id ? -1 : 1),
  );
}
