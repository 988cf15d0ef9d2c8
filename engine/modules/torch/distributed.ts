import type { Value } from '../../values/index.js';
import { fn } from '../function.js';
import { members } from '../table-module.js';

/** This process's place among the ranks, as launchers state it in the environment. */
function fromEnvironment(name: string, missing: number): number {
  const value = Number(process.env[name] ?? missing);
  return Number.isInteger(value) ? value : missing;
}

let initialized = false;

/** Says whether ranks are connected; `init_process_group` and `destroy_process_group` call it. */
export function setProcessGroup(connected: boolean): void {
  initialized = connected;
}

/** The part of `torch.distributed` that tells where this process stands. */
export const distributedNames: readonly (readonly [string, Value])[] = members([
  fn('is_available', '', () => true),
  fn('is_initialized', '', () => initialized),
  fn('get_rank', 'group=None', () => fromEnvironment('RANK', 0)),
  fn('get_world_size', 'group=None', () => fromEnvironment('WORLD_SIZE', 1)),
  fn('get_node_local_rank', 'fallback_rank=None', () => fromEnvironment('LOCAL_RANK', 0)),
  fn('is_torchelastic_launched', '', () => process.env.TORCHELASTIC_RUN_ID !== undefined),
  fn('is_nccl_available', '', () => false),
  fn('is_mpi_available', '', () => false),
]);
