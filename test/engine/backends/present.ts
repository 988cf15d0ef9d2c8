import { type BackendName, selectBackend } from '../../../engine/backends/index.js';
import { BundleError } from '../../../engine/errors.js';

/** Why a backend that needs packages or devices of its own is not on this machine; undefined where it is. */
export async function absence(name: BackendName): Promise<string | undefined> {
  try {
    await selectBackend(name);
    return undefined;
  } catch (error) {
    if (error instanceof BundleError && error.failure.code === 'backend_unavailable') return error.failure.why;
    throw error;
  }
}
