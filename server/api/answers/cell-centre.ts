import { cellColumn, cellRow } from '../../../streams/contracts/projection.ts';
import type { Position } from '../../../streams/contracts/pack.ts';
import type { Registry } from '../../registry/mod.ts';

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;

/** Centre of a cell of the hotspot grid, to a tenth of a metre. @param size metres */
export function cellCentre({ plane }: Pick<Registry, 'plane'>, key: number, size: number): Position {
  const [longitude, latitude] = plane.toDegrees((cellColumn(key) + 0.5) * size, (cellRow(key) + 0.5) * size);
  return [rounded(longitude), rounded(latitude)];
}
