import type { Random } from '../../../engine/types/index.js';

/** CoNSeP's classes, as drawn here. */
export const cellTypes = {
  other: 1,
  inflammatory: 2,
  healthyEpithelial: 3,
  malignantEpithelial: 4,
  fibroblast: 5,
  muscle: 6,
  endothelial: 7,
} as const;

export type CellType = keyof typeof cellTypes;

/** How nuclei of a type look. Lengths in pixels, as ranges. */
interface Look {
  readonly halfLength: readonly [number, number];
  /** Width over length. */
  readonly ratio: readonly [number, number];
  /** How far the outline leaves an ellipse, as a share of its radius. */
  readonly irregular: number;
  /** Curvature of the long axis. */
  readonly bend: number;
  /** Optical density of haematoxylin. */
  readonly density: readonly [number, number];
  /** How much chromatin varies inside, as a share of the density. */
  readonly texture: number;
  /** Extra density of the membrane. */
  readonly rim: number;
  /** Most nucleoli. */
  readonly nucleoli: number;
}

const looks: Readonly<Record<CellType, Look>> = {
  other: look([5, 7], [0.7, 1], 0.16, 0, [1.5, 1.9], 0.15, 0, 0),
  inflammatory: look([6.5, 8.5], [0.85, 1], 0.05, 0, [1.05, 1.45], 0.5, 0.1, 0),
  healthyEpithelial: look([10, 13], [0.6, 0.85], 0.05, 0, [0.6, 0.85], 0.45, 0.22, 2),
  malignantEpithelial: look([11, 16], [0.62, 0.95], 0.11, 0, [0.6, 1.1], 0.7, 0.28, 3),
  fibroblast: look([12, 18], [0.24, 0.36], 0.07, 0.25, [0.75, 1.15], 0.4, 0.1, 0),
  muscle: look([14, 20], [0.22, 0.3], 0.03, 0.05, [0.6, 0.9], 0.4, 0.12, 1),
  endothelial: look([11, 16], [0.2, 0.3], 0.06, 0.6, [0.95, 1.3], 0.3, 0.05, 0),
};

function look(
  halfLength: Look['halfLength'],
  ratio: Look['ratio'],
  irregular: number,
  bend: number,
  density: Look['density'],
  texture: number,
  rim: number,
  nucleoli: number,
): Look {
  return { halfLength, ratio, irregular, bend, density, texture, rim, nucleoli };
}

const harmonics = 5;

/** One nucleus: a bent ellipse whose radius is modulated by a few harmonics. */
export class Nucleus {
  readonly halfLength: number;
  readonly halfWidth: number;
  readonly density: number;
  readonly texture: number;
  readonly rim: number;
  /** Places inside the unit disc, with radii in pixels. */
  readonly nucleoli: readonly { readonly u: number; readonly v: number; readonly radius: number }[];
  readonly #bend: number;
  readonly #cosines = new Float64Array(harmonics + 1);
  readonly #sines = new Float64Array(harmonics + 1);

  /**
   * @param direction unit vector of the long axis
   * @param x, y centre in pixels
   */
  constructor(
    readonly type: CellType,
    readonly x: number,
    readonly y: number,
    readonly direction: readonly [x: number, y: number],
    random: Random,
  ) {
    const traits = looks[type];
    this.halfLength = random.uniform(...traits.halfLength);
    this.halfWidth = this.halfLength * random.uniform(...traits.ratio);
    this.density = random.uniform(...traits.density);
    this.texture = traits.texture * random.uniform(0.6, 1.2);
    this.rim = traits.rim;
    this.#bend = traits.bend * random.uniform(-1, 1);
    for (let order = 2; order <= harmonics; order++) {
      this.#cosines[order] = (traits.irregular * random.uniform(-1, 1)) / (order - 1);
      this.#sines[order] = (traits.irregular * random.uniform(-1, 1)) / (order - 1);
    }
    this.nucleoli = Array.from({ length: random.integer(0, traits.nucleoli + 1) }, () => ({
      u: random.uniform(-0.5, 0.5),
      v: random.uniform(-0.5, 0.5),
      radius: random.uniform(1, 1.8),
    }));
  }

  /** No part of the nucleus is farther than this from its centre, in pixels. */
  get reach(): number {
    return this.halfLength * 1.35 + 2;
  }

  /** Place of a pixel in the nucleus: coordinates in units of its half axes, straightened. */
  local(x: number, y: number): readonly [u: number, v: number] {
    const dx = x - this.x;
    const dy = y - this.y;
    const [cos, sin] = this.direction;
    const along = dx * cos + dy * sin;
    const across = dy * cos - dx * sin - this.#bend * ((along * along) / this.halfLength - this.halfLength / 3);
    return [along / this.halfLength, across / this.halfWidth];
  }

  /** Distance from the outline, positive inside, in pixels (about, near the outline). */
  depth(u: number, v: number): number {
    const radius = Math.sqrt(u * u + v * v);
    if (radius < 1e-6) return this.halfWidth;
    // cos kφ and sin kφ by the angle addition formulas: no trigonometric function is needed.
    const cos = u / radius;
    const sin = v / radius;
    let cosK = cos;
    let sinK = sin;
    let outline = 1;
    for (let order = 2; order <= harmonics; order++) {
      const next = cosK * cos - sinK * sin;
      sinK = sinK * cos + cosK * sin;
      cosK = next;
      outline += (this.#cosines[order] ?? 0) * cosK + (this.#sines[order] ?? 0) * sinK;
    }
    return (1 - radius / outline) * this.halfWidth;
  }
}

/** A unit vector in a random direction. */
export function randomDirection(random: Random): readonly [x: number, y: number] {
  for (;;) {
    const x = random.uniform(-1, 1);
    const y = random.uniform(-1, 1);
    const square = x * x + y * y;
    if (square > 0.01 && square <= 1) {
      const length = Math.sqrt(square);
      return [x / length, y / length];
    }
  }
}

/** A direction near `direction`: `spread` 0 keeps it, 1 is about ±45°. */
export function nearDirection(
  direction: readonly [x: number, y: number],
  spread: number,
  random: Random,
): readonly [x: number, y: number] {
  const turn = spread * random.uniform(-1, 1);
  const x = direction[0] - turn * direction[1];
  const y = direction[1] + turn * direction[0];
  const length = Math.sqrt(x * x + y * y);
  return length > 1e-9 ? [x / length, y / length] : randomDirection(random);
}
