import type { Description } from '../errors.js';

/** Several ranks at work together: launching them, collectives, ranks that fail. */
export type ParallelFailure = { readonly family: 'parallel' } & (
  | { readonly code: 'not_launched' }
  | { readonly code: 'already_initialized' }
  /** Another rank ended, failed or was not heard of. `rank` is undefined where nobody knows which. */
  | { readonly code: 'rank_failed'; readonly rank?: number; readonly problem: string; readonly fix?: string }
  /** Ranks called different collectives. */
  | { readonly code: 'rank_mismatch'; readonly rank: number; readonly here: string; readonly there: string }
  /** Ranks that should hold the same weights do not. */
  | { readonly code: 'ranks_differ'; readonly rank: number; readonly step: number }
  | { readonly code: 'no_gpu'; readonly device: string }
);

export function describeParallel(failure: ParallelFailure): Description {
  switch (failure.code) {
    case 'not_launched':
      return {
        message: 'this process was not started as one of several ranks',
        fix: 'start it with --nproc_per_node: medbundle run --standalone --nnodes 1 --nproc_per_node 2 --config_file …',
        pythonName: 'ValueError',
      };
    case 'already_initialized':
      return {
        message: 'init_process_group was called twice',
        fix: 'write dist.is_initialized() or dist.init_process_group(…)',
        pythonName: 'ValueError',
      };
    case 'rank_failed':
      return {
        message: failure.rank === undefined ? failure.problem : `rank ${failure.rank} ${failure.problem}`,
        fix: failure.fix,
        pythonName: 'RuntimeError',
      };
    case 'rank_mismatch':
      return {
        message: `ranks do not do the same: here ${failure.here}, but on rank ${failure.rank} ${failure.there}`,
        fix: 'every rank must reach every collective: do not give trainers, metrics or barriers to some ranks only',
        pythonName: 'RuntimeError',
      };
    case 'ranks_differ':
      return {
        message: `after step ${failure.step} the weights of rank ${failure.rank} differ from those of rank 0`,
        fix: 'something moves weights on some ranks only: a handler, or an optimizer with settings of its own',
        pythonName: 'RuntimeError',
      };
    case 'no_gpu':
      return {
        message: `${failure.device} was asked for, but there is no GPU, and --strict_device forbids a CPU slice in its place`,
        fix: 'leave --strict_device out, or run on a machine with a GPU and --backend tensorflow',
        pythonName: 'RuntimeError',
      };
  }
}
