import { arch, freemem, platform, totalmem } from 'node:os';
import { type BackendName, backendNames } from '../backends/backend.js';
import { standardBackend } from '../backends/select.js';
import { devicesHere } from './devices.js';
import type { BackendFinding, Diagnosis } from './diagnosis.js';
import { ownVersion, packagesHere } from './packages.js';
import { processorHere } from './processor.js';

/** Tries one backend out. */
export type Prober = (name: BackendName) => Promise<BackendFinding>;

/** Backends tried out at once: each takes a processor for a second, half of it to load. */
const atOnce = 3;

const oldestNode = 20;

/**
 * Looks at everything that a run depends on: Node.js, the processor, memory, GPUs, and each backend with a training step compared
 * with that of cpu.
 */
export async function examine(prober: Prober): Promise<Diagnosis> {
  const [processor, devices, backends] = await Promise.all([processorHere(), devicesHere(), tried(prober)]);
  const version = process.version;
  const supported = Number(process.versions.node.split('.')[0]) >= oldestNode;
  // What the process may have at most: a container's limit, on systems that tell.
  const most = process.constrainedMemory();
  const limit = most > 0 && most < totalmem() ? { limit: most } : {};
  return {
    medbundle: ownVersion(),
    node: { version, platform: `${platform()}-${arch()}`, supported },
    processor,
    memory: { total: totalmem(), free: freemem(), ...limit },
    devices,
    backends,
    packages: packagesHere(),
    ready: supported && backends.some(({ isDefault, state }) => isDefault && state === 'works'),
  };
}

async function tried(prober: Prober): Promise<BackendFinding[]> {
  const findings = new Map<BackendName, BackendFinding>();
  const waiting = [...backendNames];
  const one = async (): Promise<void> => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      findings.set(name, { ...(await prober(name)), isDefault: name === standardBackend() });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
  return backendNames.flatMap((name) => findings.get(name) ?? []);
}
