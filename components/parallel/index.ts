import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { barrier } from './barrier.js';
import { destroyProcessGroup } from './destroy-process-group.js';
import { distributedDataParallel } from './distributed-data-parallel.js';
import { initProcessGroup } from './init-process-group.js';

/** What ranks of a run do together, as the registry lists it. */
export const parallel: readonly (ComponentDefinition | ConstantDefinition)[] = [
  distributedDataParallel,
  initProcessGroup,
  destroyProcessGroup,
  barrier,
];
