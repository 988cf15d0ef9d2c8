import { writeCheckpoint } from '../../checkpoint/index.js';
import type { Writer } from '../writer.js';

/** The weights alone, under PyTorch's names. */
export const writeSafetensors: Writer = async ({ path, prepared }) => {
  const state = prepared.network.stateDict();
  await writeCheckpoint(path, state);
  return { what: `${state.size} tensors` };
};
