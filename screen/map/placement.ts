/** Where labels go: on calm ground, near their place, never on a column and never on each other. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}
export interface LabelWish {
  readonly id: number;
  /** The place it names, CSS pixels. */ readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Lower is placed first. */ readonly priority: number;
}
export interface Placed extends Box {
  readonly id: number;
  readonly anchorX: number;
  readonly anchorY: number;
}

/** Coarse raster of what stands in the way: cheap to ask, rebuilt with the columns. */
export class Obstacles {
  readonly #cell: number;
  readonly #columns: number;
  readonly #rows: number;
  readonly #taken: Uint8Array;

  constructor(width: number, height: number, cell: number) {
    this.#cell = cell;
    this.#columns = Math.max(1, Math.ceil(width / cell));
    this.#rows = Math.max(1, Math.ceil(height / cell));
    this.#taken = new Uint8Array(this.#columns * this.#rows);
  }

  add(box: Box, weight = 1): void {
    this.#each(box, (i) => {
      this.#taken[i] = Math.min(255, (this.#taken[i] as number) + weight);
    });
  }

  /** Weight of what a box would cover; boxes that leave the raster count as blocked. */
  cost(box: Box): number {
    if (
      box.x < 0 ||
      box.y < 0 ||
      box.x + box.width > this.#columns * this.#cell ||
      box.y + box.height > this.#rows * this.#cell
    )
      return 10_000;
    let sum = 0;
    this.#each(box, (i) => {
      sum += this.#taken[i] as number;
    });
    return sum;
  }

  #each(box: Box, visit: (index: number) => void): void {
    const c0 = Math.max(0, Math.floor(box.x / this.#cell)),
      c1 = Math.min(this.#columns - 1, Math.floor((box.x + box.width) / this.#cell));
    const r0 = Math.max(0, Math.floor(box.y / this.#cell)),
      r1 = Math.min(this.#rows - 1, Math.floor((box.y + box.height) / this.#cell));
    for (let r = r0; r <= r1; r += 1) for (let c = c0; c <= c1; c += 1) visit(r * this.#columns + c);
  }
}

const RINGS = [0, 0.7, 1.3, 2, 2.8, 3.7] as const;
const TURNS = 16;
/** What one covered raster cell costs, in label heights of distance. */
const COVER = 1.2;
/** A label that would cost more than this stays away: an unreadable label is worse than none. */
const WORST = 60;

/** Places labels in order of priority, each at the cheapest of rings of candidates around its place. Deterministic. */
export function placeLabels(wishes: readonly LabelWish[], obstacles: Obstacles): Placed[] {
  const placed: Placed[] = [];
  for (const wish of [...wishes].sort((a, b) => a.priority - b.priority || a.id - b.id)) {
    let best: Box | null = null;
    let bestCost = WORST;
    for (const ring of RINGS) {
      for (let turn = 0; turn < (ring === 0 ? 1 : TURNS); turn += 1) {
        const angle = (turn / TURNS) * 2 * Math.PI;
        const box = {
          x: wish.x - wish.width / 2 + Math.cos(angle) * ring * wish.height * 1.6,
          y: wish.y - wish.height / 2 + Math.sin(angle) * ring * wish.height,
          width: wish.width,
          height: wish.height,
        };
        const cost = ring + obstacles.cost(box) * COVER;
        if (cost < bestCost) {
          best = box;
          bestCost = cost;
        }
      }
    }
    if (!best) continue;
    placed.push({ ...best, id: wish.id, anchorX: wish.x, anchorY: wish.y });
    obstacles.add(
      {
        x: best.x - wish.height * 0.2,
        y: best.y - wish.height * 0.15,
        width: best.width + wish.height * 0.4,
        height: best.height + wish.height * 0.3,
      },
      100,
    );
  }
  return placed;
}
