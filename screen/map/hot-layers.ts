import { BitmapLayer, ColumnLayer, PathLayer } from '@deck.gl/layers';
import type { Layer } from '@deck.gl/core';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { ReadonlyTable } from '../../streams/live/mod.ts';
import type { CityIndex } from '../model/city.ts';
import { AIR_LEVEL_RGB } from '../model/levels.ts';
import type { MapOptions } from './map-options.ts';
import { FLAT } from './ground-layers.ts';
import { columnHeight, fieldImage, isWeak, type HotCell, type HotEdge } from './hot-cells.ts';
import { OfficialTops } from './official-tops.ts';

type Point3 = [number, number, number];
interface Mark {
  readonly path: Point3[];
  readonly colour: [number, number, number, number];
}

const TOPS = [new OfficialTops()];
/** Share of the pitch of the grid that a column takes. */
const FOOT = 0.78;

/** The field under everything: one texel a cell, laid on the four corners of its extent in the metric plane. */
export function fieldLayer(table: ReadonlyTable | undefined, city: CityIndex, theme: 'dark' | 'light'): Layer[] {
  const image = fieldImage(table, theme, AIR_LEVEL_RGB);
  if (!image) return [];
  const plane = metricPlane(city.grid.centralMeridian);
  const { size } = city.grid;
  const west = image.column * size,
    south = image.row * size,
    east = west + image.width * size,
    north = south + image.height * size;
  return [
    new BitmapLayer({
      id: 'field',
      image: new ImageData(image.pixels, image.width, image.height),
      bounds: [
        plane.toDegrees(west, south),
        plane.toDegrees(west, north),
        plane.toDegrees(east, north),
        plane.toDegrees(east, south),
      ],
      textureParameters: { minFilter: 'linear', magFilter: 'linear' },
      parameters: FLAT,
    }),
  ];
}

/** Columns of the hot cells: solid where a station measured, faint and hatched where it is only interpolated. */
export function columnLayers(cells: readonly HotCell[], size: number, options: MapOptions): Layer[] {
  const dark = options.theme === 'dark';
  const s = options.unit * 0.1875;
  const measured = cells.filter((c) => c.measured),
    guessed = cells.filter((c) => !c.measured),
    well = guessed.filter((c) => !isWeak(c)),
    weak = guessed.filter(isWeak);
  return [
    columns('columns', measured, size, options, 255),
    columns('columns-interpolated', well, size, options, (dark ? 0.17 : 0.24) * 255),
    columns('columns-weak', weak, size, options, (dark ? 0.07 : 0.11) * 255),
    marks(
      'columns-rims',
      measured
        .filter((c) => c.level >= 5)
        .map((c) => ({ path: top(c, size, options.heightFactor), colour: [255, 255, 255, 171] })),
      1.2 * s,
    ),
    marks(
      'columns-interpolated-rims',
      guessed.map((c) => ({ path: top(c, size, options.heightFactor), colour: [...rgb(c), isWeak(c) ? 70 : 150] })),
      s,
    ),
    marks(
      'columns-hatch',
      guessed.flatMap((c) => hatch(c, size, options.heightFactor, isWeak(c))),
      s,
    ),
  ];
}

const rgb = (c: HotCell): [number, number, number] =>
  [...(AIR_LEVEL_RGB[c.level] ?? [0, 0, 0])] as [number, number, number];

function columns(
  id: string,
  cells: readonly HotCell[],
  size: number,
  { heightFactor }: MapOptions,
  alpha: number,
): Layer {
  const positions = new Float64Array(cells.length * 2),
    elevations = new Float32Array(cells.length),
    colours = new Uint8Array(cells.length * 4);
  cells.forEach((c, i) => {
    positions.set([c.longitude, c.latitude], i * 2);
    elevations[i] = columnHeight(c.aqi, heightFactor);
    colours.set([...rgb(c), alpha], i * 4);
  });
  return new ColumnLayer({
    id,
    diskResolution: 4,
    angle: 45,
    radius: (FOOT * size) / Math.SQRT2,
    extruded: true,
    flatShading: true,
    material: false,
    extensions: TOPS,
    data: {
      length: cells.length,
      attributes: {
        getPosition: { value: positions, size: 2 },
        getElevation: { value: elevations, size: 1 },
        getFillColor: { value: colours, size: 4, normalized: true },
      },
    },
    parameters: alpha < 255 ? { depthWriteEnabled: false, cullMode: 'back' } : { cullMode: 'back' },
  });
}

const marks = (id: string, data: readonly Mark[], width: number): Layer =>
  new PathLayer<Mark>({
    id,
    data,
    getPath: (m) => m.path,
    getColor: (m) => m.colour,
    getWidth: width,
    widthUnits: 'pixels',
    parameters: { depthWriteEnabled: false },
  });

/** Half a side in degrees of longitude and latitude. */
const half = (c: HotCell, size: number): [number, number] => {
  const metres = (FOOT * size) / 2;
  return [metres / (111_320 * Math.cos((c.latitude * Math.PI) / 180)), metres / 110_574];
};

function top(c: HotCell, size: number, factor: number): Point3[] {
  const [dx, dy] = half(c, size);
  const z = columnHeight(c.aqi, factor) + 4;
  return [
    [c.longitude - dx, c.latitude - dy, z],
    [c.longitude + dx, c.latitude - dy, z],
    [c.longitude + dx, c.latitude + dy, z],
    [c.longitude - dx, c.latitude + dy, z],
    [c.longitude - dx, c.latitude - dy, z],
  ];
}

/** Three diagonal lines on the top face, five where the support is weak. */
function hatch(c: HotCell, size: number, factor: number, weak: boolean): Mark[] {
  const [dx, dy] = half(c, size);
  const z = columnHeight(c.aqi, factor) + 4;
  const colour: Mark['colour'] = [...rgb(c), weak ? 110 : 191];
  return (weak ? [-0.6, -0.3, 0, 0.3, 0.6] : [-0.5, 0, 0.5]).map((t) => ({
    path: [
      [c.longitude + dx * Math.max(-1, 2 * t - 1), c.latitude + dy * Math.max(-1, -1 - 2 * t), z],
      [c.longitude + dx * Math.min(1, 1 + 2 * t), c.latitude + dy * Math.min(1, 1 - 2 * t), z],
    ],
    colour,
  }));
}

/** Ink of the outlines: no hue, for hue means air. Dark ground takes light ink, paper dark ink. */
const OUTLINE = { dark: [236, 243, 240], light: [19, 32, 31] } as const;

/** Outlines of the hot places, along the tops of columns and on the ground elsewhere: 99 % is heavy, 95 % fine. */
export function outlineLayer(edges: readonly HotEdge[], size: number, above: number, options: MapOptions): Layer[] {
  const s = options.unit * 0.1875;
  const drawn = (confidence: 95 | 99): Mark[] =>
    edges
      .filter((edge) => edge.confidence === confidence)
      .map((edge) => {
        const [dx, dy] = [size / 2 / (111_320 * Math.cos((edge.latitude * Math.PI) / 180)), size / 2 / 110_574];
        const z = edge.aqi > above ? columnHeight(edge.aqi, options.heightFactor) + 8 : 8;
        const [x, y] = [edge.longitude, edge.latitude];
        const path: Point3[] =
          edge.side === 'west'
            ? [
                [x - dx, y - dy, z],
                [x - dx, y + dy, z],
              ]
            : edge.side === 'east'
              ? [
                  [x + dx, y - dy, z],
                  [x + dx, y + dy, z],
                ]
              : edge.side === 'south'
                ? [
                    [x - dx, y - dy, z],
                    [x + dx, y - dy, z],
                  ]
                : [
                    [x - dx, y + dy, z],
                    [x + dx, y + dy, z],
                  ];
        return { path, colour: [...OUTLINE[options.theme], confidence === 99 ? 255 : 190] };
      });
  return [marks('hot-outline-95', drawn(95), 1.4 * s), marks('hot-outline-99', drawn(99), 2.8 * s)];
}
