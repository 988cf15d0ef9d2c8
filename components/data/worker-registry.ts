import { Registry } from '../../engine/registry/registry.js';
import { random } from '../random/index.js';
import { transforms } from '../transforms/index.js';

let shipped: Registry | undefined;

/** What a data worker can make: transforms, and nothing that loads a tensor backend. */
export function workerRegistry(): Registry {
  if (!shipped) {
    shipped = new Registry();
    shipped.add(...transforms, ...random);
  }
  return shipped;
}
