import type { Shape } from '../design/kind-shapes.ts';
import { SHAPE_PATHS } from '../design/kind-shapes.ts';

/** Side of one icon in the atlas, px: drawn at most at about 60 px on a 4K wall. */
const SIDE = 96;
const SHAPES: readonly Shape[] = ['target', 'ring', 'dot', 'square', 'triangle', 'diamond'];

export interface IconAtlas {
  readonly atlas: HTMLCanvasElement;
  readonly mapping: Record<string, { x: number; y: number; width: number; height: number; mask: boolean }>;
}

/** The station shapes, drawn once: ink line on a hole of ground, so that they read on any colour beneath. */
export function bakeStationIcons(ink: string, ground: string): IconAtlas {
  const atlas = document.createElement('canvas');
  atlas.width = SIDE * SHAPES.length;
  atlas.height = SIDE;
  const context = atlas.getContext('2d');
  const mapping: IconAtlas['mapping'] = {};
  SHAPES.forEach((shape, i) => {
    mapping[shape] = { x: i * SIDE, y: 0, width: SIDE, height: SIDE, mask: false };
    if (!context) return;
    context.save();
    context.translate(i * SIDE, 0);
    context.scale(SIDE / 28, SIDE / 28);
    context.translate(2, 2);
    const path = new Path2D(SHAPE_PATHS[shape]);
    context.lineJoin = 'round';
    context.strokeStyle = ground;
    context.lineWidth = 5.2;
    context.stroke(path);
    context.fillStyle = shape === 'dot' ? ink : ground;
    context.fill(path);
    context.strokeStyle = ink;
    context.lineWidth = 2.3;
    context.stroke(path);
    if (shape === 'target') {
      context.beginPath();
      context.arc(12, 12, 4.4, 0, 2 * Math.PI);
      context.fillStyle = ink;
      context.fill();
    }
    context.restore();
  });
  return { atlas, mapping };
}
