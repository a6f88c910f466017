/**
 * The scripted stations: a few firms, sites and sections whose day is told in full, so that every screen always has
 * something to show and every rule something to find. All others live by chance. Found by name; a pack without
 * these names simply has no scenarios.
 */
export interface Scenario {
  /** Enterprise: does it produce at this civil hour? */
  readonly producing?: (hour: number) => boolean;
  /**
   * Enterprise: folded value as a share of the limit of factor number `index`, 0 = as usual. `luck` in [0, 1) differs
   * from day to day.
   */
  readonly excess?: (index: number, hour: number, luck: number) => number;
  /** Construction site: what its work adds to PM10, ug/m3, 0 = as usual. */
  readonly dust?: (hour: number, luck: number) => number;
  /** Treatment power off, analysers frozen: the night cheat. */
  readonly cheats?: (hour: number) => boolean;
  /** Values carry flag F (stopped) while flow and power say otherwise. */
  readonly marksStopped?: (hour: number) => boolean;
}

const isNight = (hour: number): boolean => hour >= 22 || hour < 6;
/** Rises over half an hour, holds, falls. */
const spell = (hour: number, from: number, hours: number, height: number): number => {
  const since = (((hour - from) % 24) + 24) % 24;
  if (since > hours) return 0;
  return 0.8 + (height - 0.8) * Math.min(1, since / 0.6, (hours - since) / 0.4);
};

const SCENARIOS: Readonly<Record<string, Scenario>> = Object.freeze({
  // Three limits in the pack's order: dust, SO2, NOx. Its denitration gives out twice a day.
  '盛源化工 3 号锅炉': {
    excess: (index, hour, luck) =>
      index === 2
        ? Math.max(spell(hour, 12.7, 7, 2.75 + 0.2 * luck), spell(hour, 22.2, 5.5, 1.9 + 0.5 * luck), 0.86)
        : 0,
  },
  云州水泥窑尾: {
    excess: (index, hour, luck) => (index === 1 ? Math.max(spell(hour, 5, 14, 1.5 + 0.25 * luck), 0.82) : 0),
  },
  // COD, NH3-N, TP, TN.
  联丰污水厂: {
    excess: (index, hour, luck) => (index === 0 ? Math.max(spell(hour, 20, 19, 1.4 + 0.14 * luck), 0.9) : 0),
  },
  '鑫泰涂装 RTO': { producing: () => true, cheats: isNight },
  '宏达铸造 2 号': { producing: () => true, marksStopped: (hour) => hour >= 9 && hour < 17 },
  '澜东万和城 B 区': { dust: (hour, luck) => (hour > 5.5 && hour < 23.5 ? 190 + 90 * luck : 0) },
  '地铁 2 号线 6 标': { dust: (_hour, luck) => 78 + 40 * luck },
  '北环高架 3 标': { dust: (hour, luck) => (hour > 7 && hour < 21 ? 66 + 36 * luck : 12) },
});

export const scenarioOf = (name: string): Scenario | null => SCENARIOS[name] ?? null;
