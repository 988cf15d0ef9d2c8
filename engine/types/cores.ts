import { availableParallelism } from 'node:os';

/**
 * The cores that this process may use: all of the machine's, or its share where a launcher divided them among ranks (the environment variable
 * MEDBUNDLE_CORES). Numerics, data workers and caching all plan by this number.
 */
export function availableCores(): number {
  const share = Number(process.env.MEDBUNDLE_CORES);
  return Number.isInteger(share) && share > 0 ? share : availableParallelism();
}
