/** The numerics a run can use; see each backend's file. */
export const backendNames = ['native', 'wasm', 'cpu', 'tensorflow', 'webgpu'] as const;

export type BackendName = (typeof backendNames)[number];

export interface BackendOptions {
  /** Threads to compute with, where the backend has a choice; all of the machine's by default. The results do not depend on it. */
  readonly threads?: number;
}

/** A backend that is loaded and in use. */
export interface LoadedBackend {
  readonly name: BackendName;
  /** How many threads it computes with. */
  readonly threads: number;
  /** What a user reads in the log: `wasm (SIMD, 4 threads)`. */
  readonly description: string;
}

/**
 * One way to do the numerics: a tfjs backend and the kernels we add to it. The contract suite
 * (test/engine/backends/contract.ts) says what every one of them must do.
 */
export interface Backend {
  readonly name: BackendName;
  /**
   * Loads it, registers our kernels, and makes it the one tfjs uses.
   *
   * @throws BundleError `backend_unavailable`, with the reason and what to do, when this machine cannot
   */
  load(options: BackendOptions): Promise<LoadedBackend>;
}
