/** Wind direction a01008: averaged as unit vectors. */
const DIRECTION = 24;
/** Sound level LA: averaged by energy. */
const SOUND_LEVEL = 90;

/** How values of a factor are averaged 平均方法. */
export type Averaging = 'arithmetic' | 'vector' | 'energy';

export const averagingOf = (factor: number): Averaging =>
  factor === DIRECTION ? 'vector' : factor === SOUND_LEVEL ? 'energy' : 'arithmetic';
