import type { Explanation } from '../../streams/contracts/explanation.ts';
import type { FreshWeather } from './station-weather.ts';
import { words } from './words.ts';

/** The city's value of a column of topic `wind`, fixed point; `null` where no station measures it. */
export function weatherValue(name: string, fresh: readonly FreshWeather[]): number | null {
  const values = fresh.flatMap(({ value }) => (value === null ? [] : [value])).sort((a, b) => a - b);
  if (values.length === 0) return null;
  if (name === 'speed') return values.reduce((a, b) => a + b, 0) / values.length;
  if (name === 'direction') {
    const sum = (f: (radians: number) => number): number =>
      fresh.reduce((total, { speed, direction }) => total + f((direction * Math.PI) / 180) * speed, 0);
    return ((Math.atan2(sum(Math.sin), sum(Math.cos)) * 180) / Math.PI + 360) % 360;
  }
  const middle = values.length >> 1;
  const [below = 0, above = 0] = [values[values.length % 2 ? middle : middle - 1], values[middle]];
  return (below + above) / 2;
}

/** How the city's value of a column is made. */
export function weatherFormula(name: string): Explanation['formula'] {
  switch (name) {
    case 'direction':
      return {
        words: words('以风速加权的矢量平均', 'mean vector, weighted by speed'),
        symbols: 'θ = atan2(Σ v sin θ, Σ v cos θ)',
      };
    case 'speed':
      return { words: words('各站风速平均', 'mean of the speeds'), symbols: 'v = Σ vi / n' };
    default:
      return { words: words('各站中位数', 'median of the stations'), symbols: 'x = median(xi)' };
  }
}
