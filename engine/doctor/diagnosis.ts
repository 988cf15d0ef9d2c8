import type { BackendName } from '../backends/backend.js';

/** What is known of one backend on this machine. */
export type BackendFinding = {
  readonly name: BackendName;
  /** Whether runs use it that ask for none. */
  readonly isDefault: boolean;
} & (
  | {
      readonly state: 'works';
      readonly description: string;
      readonly threads: number;
      /** How far its training step is from the cpu backend's, relative to the largest element. */
      readonly difference: number;
      /** Of that small step, when it runs the second time. */
      readonly milliseconds: number;
    }
  | { readonly state: 'absent'; readonly why: string; readonly fix: string }
  /** It is here and does not do what it should. */
  | { readonly state: 'broken'; readonly why: string; readonly fix: string }
);

export interface PackageFinding {
  readonly name: string;
  readonly version: string | undefined;
  /** What it is good for. */
  readonly use: string;
  readonly fix: string;
}

/** Everything `medbundle doctor` finds. Plain data: `--json` prints it as it is. */
export interface Diagnosis {
  readonly medbundle: string;
  readonly node: { readonly version: string; readonly platform: string; readonly supported: boolean };
  readonly processor: {
    readonly model: string;
    readonly cores: number;
    /** Threads that this process may use. */
    readonly threads: number;
    /** Vector instructions that numerics use, by their usual names; empty where the system does not tell. */
    readonly features: readonly string[];
  };
  /** In bytes; `limit` where the process has one (a container's). */
  readonly memory: { readonly total: number; readonly free: number; readonly limit?: number };
  readonly devices: readonly string[];
  readonly backends: readonly BackendFinding[];
  readonly packages: readonly PackageFinding[];
  /** Whether the backend that runs use by default works. */
  readonly ready: boolean;
}
