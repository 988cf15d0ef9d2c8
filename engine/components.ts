import { components } from '../components/index.js';
import { torchLoad } from './checkpoint/torch-load.js';
import { registry } from './registry/registry.js';

/** Fills the registry with everything that ships with medbundle. */
export function registerShippedComponents(): void {
  registry.add(...components, torchLoad);
}
