import { fail } from '../errors.js';

/** How much one evaluation may use up. */
export interface Limits {
  /** Nodes evaluated and items visited. */
  readonly steps: number;
  /** Bytes of everything that is built along the way, roughly. */
  readonly memory: number;
  /** Calls of lambdas inside of each other. */
  readonly depth: number;
}

/** Far beyond what a config needs, and reached by a runaway expression within about a second. */
export const defaultLimits: Limits = { steps: 15_000_000, memory: 1 << 29, depth: 960 };

/** The largest int, in bits: arithmetic on larger ones takes seconds. */
const mostBits = 1 << 26;

/** What is left of the limits during one evaluation. */
export class Budget {
  steps: number;
  memory: number;
  depth: number;

  constructor(limits: Limits = defaultLimits) {
    this.steps = limits.steps;
    this.memory = limits.memory;
    this.depth = limits.depth;
  }
}

/** Outside of an evaluation nothing is counted. */
let current = new Budget({ steps: Infinity, memory: Infinity, depth: Infinity });
let isActive = false;

/** Runs `work` with `budget` in force; evaluation is synchronous, so there is one at a time. */
export function withBudget<T>(budget: Budget, work: () => T): T {
  const outer = current;
  const wasActive = isActive;
  current = budget;
  isActive = true;
  try {
    return work();
  } finally {
    current = outer;
    isActive = wasActive;
  }
}

/** Whether an evaluation is under way. */
export function isEvaluating(): boolean {
  return isActive;
}

/** Counts work: a node evaluated, an item visited. */
export function spend(steps: number): void {
  current.steps -= steps;
  if (current.steps < 0) exceeded('steps');
}

/** Counts memory about to be used; call it before building anything whose size an expression chooses. */
export function allocate(bytes: number): void {
  current.memory -= bytes;
  if (!(current.memory >= 0)) exceeded('memory');
  if (bytes > 4096) spend(bytes / 64);
}

/** Counts a list or tuple of `length` items. */
export function allocateItems(length: number): void {
  allocate(16 + 8 * length);
}

/** Counts `count` entries of a dict or set, which take more work and room than items of a list. */
export function allocateEntries(count: number): void {
  spend(4 * count);
  allocate(96 * count);
}

/** Counts an int of `bits` bits, and the work of computing it. */
export function allocateInt(bits: number): void {
  if (bits <= 1024) return;
  if (!(bits <= mostBits)) exceeded('memory');
  allocate(bits / 8);
  spend(bits / 8);
}

/** Counts a call inside of a call; {@link ascend} when it has returned. A failure ends the evaluation at any depth. */
export function descend(): void {
  if (--current.depth < 0) exceeded('depth');
}

export function ascend(): void {
  current.depth++;
}

function exceeded(resource: 'steps' | 'memory' | 'depth'): never {
  fail({ family: 'expression', code: 'budget_exceeded', resource });
}
