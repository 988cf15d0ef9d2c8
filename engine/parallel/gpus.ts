import { readdirSync } from 'node:fs';

/**
 * The GPUs that ranks of this machine may use, as CUDA_VISIBLE_DEVICES names them: those that the variable lists, else all that NVIDIA's driver
 * shows. Empty where there is none.
 */
export function visibleGpus(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  driver = '/proc/driver/nvidia/gpus',
): readonly string[] {
  const listed = environment.CUDA_VISIBLE_DEVICES;
  const present = entriesOf(driver).map((_, index) => String(index));
  if (listed === undefined) return present;
  return present.length === 0 ? [] : listed.split(',').filter((name) => name !== '' && name !== '-1');
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
