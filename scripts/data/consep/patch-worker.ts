import { BundleError } from '../../../engine/errors.js';
import { cutPatches, type PatchResult, type PatchTask } from './patches.js';

/** What comes back from the thread; an error's class would not survive the way. */
export type PatchAnswer = { readonly result: PatchResult } | { readonly failure: BundleError['failure'] };

/** Runs in a worker thread: the patches of one image. */
export default async function patchesOf(task: PatchTask): Promise<PatchAnswer> {
  try {
    return { result: await cutPatches(task) };
  } catch (error) {
    if (error instanceof BundleError) return { failure: error.failure };
    throw error;
  }
}
