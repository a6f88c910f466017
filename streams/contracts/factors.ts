export interface Factor {
  readonly id: number;
  readonly code: string;
  /** HJ 212-2005 codes, lower case. */
  readonly aliases: readonly string[];
  readonly zh: string;
  readonly en: string;
  /** Canonical unit of ambient / surface / source values after ingest. */
  readonly unit: string;
  /** Decimals shown. */
  readonly decimals: number;
  /** Plausible canonical range; outside it a value is flagged, never dropped. */
  readonly range: readonly [low: number, high: number];
  /**
   * Detection limit: noise about zero reaches down to minus this (HJ 653-2021, HJ 654-2013 for ambient air); 0 where
   * there is none.
   */
  readonly detection: number;
}

/** By id, canonical units; what is not here cannot be negative, or may be by its nature. */
const DETECTION_LIMITS: Readonly<Record<number, number>> = Object.freeze({
  1: 5,
  2: 5,
  3: 4,
  4: 4,
  5: 6,
  6: 0.1,
  7: 5,
  8: 5,
  9: 4,
  66: 1,
  67: 2,
  68: 0.5,
  69: 2,
  70: 2,
});

const factor = (
  id: number,
  code: string,
  aliases: string,
  zh: string,
  en: string,
  unit: string,
  decimals: number,
  low: number,
  high: number,
): Factor =>
  Object.freeze({
    id,
    code,
    aliases: Object.freeze(aliases ? aliases.split(' ') : []),
    zh,
    en,
    unit,
    decimals,
    range: Object.freeze([low === 0 ? -(DETECTION_LIMITS[id] ?? 0) : low, high] as const),
    detection: DETECTION_LIMITS[id] ?? 0,
  });

export const FACTORS: readonly Factor[] = Object.freeze([
  factor(1, 'a34004', '', 'PM2.5', 'PM2.5', 'µg/m³', 0, 0, 2000),
  factor(2, 'a34002', '', 'PM10', 'PM10', 'µg/m³', 0, 0, 10_000),
  factor(3, 'a05024', '', 'O₃', 'O₃', 'µg/m³', 0, 0, 1200),
  factor(4, 'a21004', '', 'NO₂', 'NO₂', 'µg/m³', 0, 0, 4000),
  factor(5, 'a21026', '02', 'SO₂', 'SO₂', 'µg/m³', 0, 0, 10_000),
  factor(6, 'a21005', '04', 'CO', 'CO', 'mg/m³', 1, 0, 200),
  factor(7, 'a34001', '', 'TSP', 'TSP', 'µg/m³', 0, 0, 20_000),
  factor(8, 'a34005', '', 'PM1', 'PM1', 'µg/m³', 0, 0, 2000),
  factor(9, 'a21003', '', 'NO', 'NO', 'µg/m³', 0, 0, 4000),
  factor(20, 'a01001', '', '气温', 'Air temperature', '°C', 1, -60, 60),
  factor(21, 'a01002', '', '湿度', 'Humidity', '%', 0, 0, 100),
  factor(22, 'a01006', '', '气压', 'Pressure', 'kPa', 1, 40, 120),
  factor(23, 'a01007', '', '风速', 'Wind speed', 'm/s', 1, 0, 80),
  factor(24, 'a01008', '', '风向', 'Wind direction', '°', 0, 0, 360),
  factor(40, 'w01001', '001', 'pH', 'pH', '', 2, 0, 14),
  factor(41, 'w01009', '', '溶解氧', 'Dissolved oxygen', 'mg/L', 1, 0, 30),
  factor(42, 'w01010', '', '水温', 'Water temperature', '°C', 1, -2, 50),
  factor(43, 'w01014', '', '电导率', 'Conductivity', 'µS/cm', 0, 0, 100_000),
  factor(44, 'w01003', '', '浊度', 'Turbidity', 'NTU', 1, 0, 10_000),
  factor(45, 'w01019', '', '高锰酸盐指数', 'CODMn', 'mg/L', 1, 0, 500),
  factor(46, 'w21003', '060', '氨氮', 'NH₃-N', 'mg/L', 2, 0, 500),
  factor(47, 'w21011', '101', '总磷', 'TP', 'mg/L', 3, 0, 100),
  factor(48, 'w21001', '065', '总氮', 'TN', 'mg/L', 2, 0, 500),
  factor(49, 'w01018', '011', 'COD', 'COD', 'mg/L', 1, 0, 10_000),
  factor(50, 'w01012', '', '悬浮物', 'SS', 'mg/L', 0, 0, 10_000),
  factor(51, 'w01017', '', 'BOD₅', 'BOD₅', 'mg/L', 1, 0, 5000),
  factor(52, 'w00000', 'b01', '废水流量', 'Wastewater flow', 'L/s', 1, 0, 100_000),
  factor(53, 'w01016', '', '叶绿素a', 'Chlorophyll a', 'mg/L', 4, 0, 10),
  factor(60, 'a00000', 'b02', '烟气流量', 'Flue gas flow', 'm³/s', 1, 0, 10_000),
  factor(61, 'a01011', 's02', '烟气流速', 'Flue gas velocity', 'm/s', 1, 0, 100),
  factor(62, 'a01012', 's03', '烟气温度', 'Flue gas temperature', '°C', 0, -20, 1500),
  factor(63, 'a01013', 's08', '烟气压力', 'Flue gas pressure', 'kPa', 2, -50, 50),
  factor(64, 'a01014', 's05', '烟气湿度', 'Flue gas moisture', '%', 1, 0, 100),
  factor(65, 'a19001', 's01', '含氧量', 'O₂', '%', 1, 0, 25),
  factor(66, 'a34013', '01', '烟尘', 'Smoke dust', 'mg/m³', 1, 0, 5000),
  factor(67, 'a21002', '03', 'NOₓ', 'NOₓ', 'mg/m³', 0, 0, 5000),
  factor(68, 'a24088', '', '非甲烷总烃', 'NMHC', 'mg/m³', 1, 0, 5000),
  /**
   * Stack SO2 in mg/m3: a different quantity from ambient SO2 (other reference state, other unit). Ingest maps a21026
   * of ST 31 to it.
   */
  factor(69, 'a21026-stack', '', 'SO₂', 'SO₂', 'mg/m³', 0, 0, 20_000),
  factor(70, 'a21005-stack', '', 'CO', 'CO', 'mg/m³', 0, 0, 20_000),
  factor(90, 'LA', 'la leq b03', '噪声', 'Noise LAeq', 'dB(A)', 1, 0, 150),
  factor(100, 'd20105', '', '生产电压', 'Production voltage', 'V', 0, 0, 1_000_000),
  factor(101, 'd20112', '', '生产功率', 'Production power', 'kW', 0, 0, 1_000_000),
  factor(102, 'd30112', '', '治污功率', 'Treatment power', 'kW', 0, 0, 1_000_000),
  factor(103, 'd20101', '', '生产电流', 'Production current', 'A', 1, 0, 100_000),
  factor(104, 'd20120', '', '生产电量', 'Production energy', 'kWh', 0, 0, 8_000_000_000),
  factor(105, 'd30120', '', '治污电量', 'Treatment energy', 'kWh', 0, 0, 8_000_000_000),
  /** Working condition as a number (HJ 212-2025): a mark, no quantity. */
  factor(110, 'p99101', '', '工况标记', 'Condition mark', '', 0, 0, 9999),
]);

const byId = new Map(FACTORS.map((f) => [f.id, f]));
const byCode = new Map(FACTORS.flatMap((f) => [f.code, ...f.aliases].map((code) => [code.toLowerCase(), f] as const)));

/** Its readings are marks: they take other data out, and have no mean. */
export const CONDITION_FACTOR = 110;

export const factorById = (id: number): Factor | undefined => byId.get(id);
/** By HJ 212 code or 2005 alias, case-insensitively. */
export const factorByCode = (code: string): Factor | undefined => byCode.get(code.toLowerCase());

/** One series = one station and one factor; the key of every per-series live topic. */
export const seriesKey = (station: number, factorId: number): number => station * 4096 + factorId;
export const seriesStation = (key: number): number => Math.floor(key / 4096);
export const seriesFactor = (key: number): number => key % 4096;

/** The six of the AQI in display order on ties (domain: PM2.5, PM10, O3, NO2, SO2, CO), as factor ids. */
export const AQI_FACTORS = Object.freeze([1, 2, 3, 4, 5, 6] as const);
