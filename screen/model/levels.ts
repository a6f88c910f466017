/** Levels and colours as HJ 633-2026 Annex A fixes them; water classes as practice has them. Index 0 is unused. */
export const AIR_LEVEL_COLOURS = ['', '#00e400', '#ffff00', '#ff7e00', '#ff0000', '#99004c', '#7e0023'] as const;
export const AIR_LEVEL_RGB: readonly (readonly [number, number, number])[] = [
  [84, 105, 106],
  [0, 228, 0],
  [255, 255, 0],
  [255, 126, 0],
  [255, 0, 0],
  [153, 0, 76],
  [126, 0, 35],
];
export const AIR_LEVEL_BOUNDS = [0, 50, 100, 150, 200, 300, 500] as const;
export const AIR_LEVEL_NAMES = [
  { zh: '', en: '' },
  { zh: '优', en: 'Excellent' },
  { zh: '良', en: 'Good' },
  { zh: '轻度污染', en: 'Lightly polluted' },
  { zh: '中度污染', en: 'Moderately polluted' },
  { zh: '重度污染', en: 'Heavily polluted' },
  { zh: '严重污染', en: 'Severely polluted' },
] as const;
export const AIR_LEVEL_SHORT = [
  { zh: '', en: '' },
  { zh: '优', en: 'Excellent' },
  { zh: '良', en: 'Good' },
  { zh: '轻度', en: 'Light' },
  { zh: '中度', en: 'Moderate' },
  { zh: '重度', en: 'Heavy' },
  { zh: '严重', en: 'Severe' },
] as const;

/** Level 1..6 of an AQI or IAQI (HJ 633-2026 Annex A); null stays null. */
export function airLevel(aqi: number | null): number | null {
  if (aqi === null) return null;
  const level = AIR_LEVEL_BOUNDS.findIndex((bound, i) => i > 0 && aqi <= bound);
  return level < 0 ? 6 : level;
}

/**
 * Digits on a tile: near-black on 1 to 4 (white on the red of level 4 measures only 4.00:1), white on the dark ones.
 */
export const inkOnAirLevel = (level: number): string => (level >= 5 ? '#ffffff' : '#0a1113');

export const WATER_CLASS_COLOURS = ['', '#ccffff', '#00ccff', '#00ff00', '#ffff00', '#ff9b00', '#ff0000'] as const;
export const WATER_CLASS_SIGNS = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ', '劣Ⅴ'] as const;

/** The pollutants named by a `primary` mask: bit i = AQI factor i in display order. */
export const AQI_NAMES = ['PM2.5', 'PM10', 'O₃', 'NO₂', 'SO₂', 'CO'] as const;
export const primaryNames = (mask: number | null): string =>
  mask ? AQI_NAMES.filter((_, i) => (mask >> i) & 1).join(' · ') : '';
