import { Deck, MapView, WebMercatorViewport, type Layer } from '@deck.gl/core';
import type { Position } from '../../streams/contracts/pack.ts';
import { metricPlane } from '../../streams/contracts/projection.ts';
import type { ReadonlyTable } from '../../streams/live/mod.ts';
import type { CityIndex } from '../model/city.ts';
import { fitCamera, type Camera } from './camera.ts';
import { FramePacer, WALL_PACE } from './frame-pacer.ts';
import { groundLayers, placeLayers, type Ground } from './ground-layers.ts';
import { hotFingerprint, stationsFingerprint } from './drawn-fingerprint.ts';
import { HOT, hotCells, hotEdges, openCellPlaces, standsAbove, type HotCell } from './hot-cells.ts';
import { columnLayers, fieldLayer, outlineLayer } from './hot-layers.ts';
import type { MapOptions } from './map-options.ts';
import { stationLayers, type StationMark } from './station-layers.ts';
import { windLayer } from './wind-layer.ts';
import type { WindVector } from './wind-field.ts';

/** One turn of the wind along its line, ms. */
const WIND_TURN = 9000;

/**
 * The map of a screen: one Deck for life. Each setter replaces only the layers of what changed; the ground is baked
 * once. `onCamera` is called when screen positions moved, so that labels can follow.
 */
export class CityMap {
  readonly #deck: Deck<MapView>;
  readonly #city: CityIndex;
  readonly #canvas: HTMLCanvasElement;
  readonly #placeOf: (key: number) => readonly [number, number];
  readonly #phase = { value: 0 };
  readonly #pacer = new FramePacer(WALL_PACE);
  readonly #ground: Ground;
  readonly #onCamera: () => void;
  #options: MapOptions;
  #camera: Camera;
  #layers: Record<'ground' | 'field' | 'places' | 'wind' | 'stations' | 'columns' | 'national', Layer[]> = {
    ground: [],
    field: [],
    places: [],
    wind: [],
    stations: [],
    columns: [],
    national: [],
  };
  #frame = 0;
  #queued = false;
  #hasWind = false;
  #hot: readonly HotCell[] = [];
  #hotAbove = HOT;
  #hotSeen = '';
  #stationsSeen = '';

  constructor(canvas: HTMLCanvasElement, city: CityIndex, options: MapOptions, onCamera: () => void) {
    this.#canvas = canvas;
    this.#city = city;
    this.#options = options;
    this.#onCamera = onCamera;
    this.#placeOf = openCellPlaces(metricPlane(city.grid.centralMeridian), city.grid.size);
    this.#ground = groundLayers(city, options.theme);
    this.#camera = this.#fit();
    this.#deck = new Deck<MapView>({
      canvas,
      width: '100%',
      height: '100%',
      useDevicePixels: true,
      controller: false,
      pickingRadius: 0,
      views: new MapView({ farZMultiplier: 2 }),
      viewState: this.#camera,
      layers: [],
      parameters: { depthCompare: 'less-equal', depthWriteEnabled: true },
      onError: (error) => {
        console.warn('map', error.message);
      },
    });
    this.#dress();
    this.#frame = requestAnimationFrame(this.#tick);
  }

  get hot(): readonly HotCell[] {
    return this.#hot;
  }
  /** IAQI above which cells stand as columns now. */
  get hotAbove(): number {
    return this.#hotAbove;
  }
  get viewport(): WebMercatorViewport {
    return new WebMercatorViewport({
      width: this.#canvas.clientWidth || innerWidth,
      height: this.#canvas.clientHeight || innerHeight,
      ...this.#camera,
    });
  }

  /** The window, the unit or the composition changed. */
  resize(options: MapOptions): void {
    this.#options = options;
    this.#camera = this.#fit();
    this.#hotSeen = this.#stationsSeen = '';
    this.#deck.setProps({ viewState: this.#camera });
    this.#dress();
    this.#onCamera();
  }

  /** @param analysed topic `hotCells`: support and class of the cells; none on screens that may not have it */
  setHotspots(table: ReadonlyTable | undefined, analysed?: ReadonlyTable): void {
    const above = standsAbove(table);
    const hot = hotCells(table, this.#placeOf, above, analysed);
    const edges = hotEdges(table, analysed, this.#placeOf);
    this.#hotAbove = above;
    const seen = `${hotFingerprint(hot, edges)}/${table?.size ?? 0}/${this.#options.unit}`;
    // A tick that changed nothing that is drawn costs no frame.
    if (seen === this.#hotSeen) return;
    this.#hotSeen = seen;
    this.#hot = hot;
    this.#layers.field = fieldLayer(table, this.#city, this.#options.theme);
    this.#layers.columns = [
      ...columnLayers(this.#hot, this.#city.grid.size, this.#options),
      ...outlineLayer(edges, this.#city.grid.size, above, this.#options),
    ];
    this.#queue();
  }

  setStations(marks: readonly StationMark[]): void {
    const seen = `${stationsFingerprint(marks)}/${this.#options.unit}`;
    if (seen === this.#stationsSeen) return;
    this.#stationsSeen = seen;
    const { beneath, above } = stationLayers(marks, this.#options);
    this.#layers.stations = beneath;
    this.#layers.national = above;
    this.#queue();
  }

  /** Null where the wind is stale: nothing is drawn then. */
  setWind(vectors: readonly WindVector[] | null): void {
    this.#hasWind = vectors !== null && vectors.length > 0;
    this.#layers.wind = this.#hasWind
      ? windLayer(vectors as readonly WindVector[], this.#city, this.#options, this.#phase)
      : [];
    this.#queue();
  }

  /** Only for the end of the page. */
  finalize(): void {
    cancelAnimationFrame(this.#frame);
    this.#deck.finalize();
  }

  #fit(): Camera {
    const [west, south, east, north] = this.#city.city.bounds;
    const outline: readonly Position[] = this.#city.outline?.ring ?? [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ];
    const { pitch, bearing, free } = this.#options;
    return fitCamera(
      outline,
      this.#canvas.clientWidth || innerWidth,
      this.#canvas.clientHeight || innerHeight,
      free,
      pitch,
      bearing,
    );
  }

  #dress(): void {
    this.#layers.ground = this.#ground.layers;
    this.#layers.places = placeLayers(this.#ground, this.#options);
    this.#queue();
  }

  #queue(): void {
    this.#queued = true;
  }

  readonly #tick = (): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    if (this.#queued) {
      this.#queued = false;
      const l = this.#layers;
      this.#deck.setProps({
        layers: [...l.ground, ...l.field, ...l.places, ...l.wind, ...l.stations, ...l.columns, ...l.national],
      });
      return;
    }
    const start = performance.now();
    if (!this.#hasWind || this.#options.isStill || document.hidden || !this.#pacer.due(start)) return;
    this.#phase.value = (start % WIND_TURN) / WIND_TURN;
    this.#deck.redraw('wind');
    // The cost counts until the next frame begins: drawing that the GPU process does for us is paid there too.
    requestAnimationFrame(() => {
      this.#pacer.drawn(start, performance.now());
    });
  };
}
