import type { Random } from '../../engine/types/index.js';

/** A draw as `transforms_draws.py` notes it. */
export type Draw =
  | readonly ['uniform' | 'integer', number]
  | readonly ['normal', readonly number[]]
  | readonly ['permutation', readonly number[]];

/** A stream that gives back recorded draws and insists on their kinds and order. */
export class ScriptedRandom implements Random {
  readonly #draws: readonly Draw[];
  #next = 0;
  #normals: readonly number[] = [];
  #usedNormals = 0;

  constructor(draws: readonly Draw[]) {
    this.#draws = draws;
  }

  /** How many recorded draws were not asked for. */
  get left(): number {
    return this.#draws.length - this.#next + (this.#normals.length - this.#usedNormals);
  }

  uniform(): number {
    return this.#number('uniform');
  }

  integer(): number {
    return this.#number('integer');
  }

  normal(): number {
    if (this.#usedNormals === this.#normals.length) {
      this.#normals = this.#list('normal');
      this.#usedNormals = 0;
    }
    return this.#normals[this.#usedNormals++] ?? Number.NaN;
  }

  permutation(): Int32Array {
    return Int32Array.from(this.#list('permutation'));
  }

  /** One script serves the whole pipeline. */
  fork(): Random {
    return this;
  }

  #number(kind: 'uniform' | 'integer'): number {
    const draw = this.#take(kind);
    return typeof draw[1] === 'number' ? draw[1] : Number.NaN;
  }

  #list(kind: 'normal' | 'permutation'): readonly number[] {
    const draw = this.#take(kind);
    return typeof draw[1] === 'number' ? [] : draw[1];
  }

  #take(kind: Draw[0]): Draw {
    const draw = this.#draws[this.#next++];
    if (draw?.[0] !== kind)
      throw new Error(`draw ${this.#next} is ${draw?.[0] ?? 'missing'}, but ${kind} was asked for`);
    return draw;
  }
}
