/**
 * The whole numbers 0..count-1 in the order that NumPy's `RandomState(seed).shuffle` gives them, so that a data list is split
 * as under Python. Mersenne Twister: Matsumoto and Nishimura, ACM TOMACS 8 (1998).
 *
 * @param seed 0 ≤ seed < 2³²
 */
export function numpyShuffled(count: number, seed: number): number[] {
  const draw = mersenneTwister(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = below(last, draw);
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
}

/** Uniform in 0..most: bits are drawn until they fit. */
function below(most: number, draw: () => number): number {
  let mask = most;
  for (const shift of [1, 2, 4, 8, 16]) mask |= mask >>> shift;
  for (;;) {
    const value = (draw() & mask) >>> 0;
    if (value <= most) return value;
  }
}

const size = 624;
const middle = 397;

/** Draws of 32 random bits. */
function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let index = 1; index < size; index++) {
    const before = state[index - 1] ?? 0;
    state[index] = Math.imul(1812433253, before ^ (before >>> 30)) + index;
  }
  let used = size;
  return () => {
    if (used === size) {
      twist(state);
      used = 0;
    }
    let bits = state[used++] ?? 0;
    bits ^= bits >>> 11;
    bits ^= (bits << 7) & 0x9d2c5680;
    bits ^= (bits << 15) & 0xefc60000;
    return (bits ^ (bits >>> 18)) >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let index = 0; index < size; index++) {
    const next = state[(index + 1) % size] ?? 0;
    const mixed = ((state[index] ?? 0) & 0x80000000) | (next & 0x7fffffff);
    const far = state[(index + middle) % size] ?? 0;
    state[index] = far ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}
