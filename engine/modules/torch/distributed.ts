import { isInitialized, launchedGroup } from '../../parallel/process-group.js';
import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members } from '../table-module.js';

/** This process's place among the ranks, as launchers state it in the environment. */
function fromEnvironment(name: string, missing: number): number {
  const value = Number(process.env[name] ?? missing);
  return Number.isInteger(value) ? value : missing;
}

/**
 * The part of `torch.distributed` that tells where this process stands. What ranks do together are components (components/parallel); `nccl`
 * names the shared memory that carries it.
 */
export const distributedNames: readonly (readonly [string, Value])[] = members([
  fn('is_available', '', () => true),
  fn('is_initialized', '', () => isInitialized()),
  fn('get_rank', 'group=None', () => fromEnvironment('RANK', 0)),
  fn('get_world_size', 'group=None', () => fromEnvironment('WORLD_SIZE', 1)),
  fn('get_node_local_rank', 'fallback_rank=None', () => fromEnvironment('LOCAL_RANK', 0)),
  fn('is_torchelastic_launched', '', () => process.env.TORCHELASTIC_RUN_ID !== undefined),
  fn('is_nccl_available', '', () => launchedGroup() !== undefined),
  fn('is_mpi_available', '', () => false),
]);
