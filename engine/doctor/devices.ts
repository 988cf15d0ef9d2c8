import { outputOf } from './output-of.js';

/** GPUs that this machine's drivers know: NVIDIA's by name, memory and driver. Others show up under the webgpu backend. */
export async function devicesHere(): Promise<string[]> {
  const query = ['--query-gpu=name,memory.total,driver_version', '--format=csv,noheader'];
  const text = await outputOf('nvidia-smi', query);
  return (text ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [name = '', memory = '', driver = ''] = line.split(',').map((part) => part.trim());
      return `${name}, ${memory}, driver ${driver}`;
    });
}
