import type { ComponentDefinition, ConstantDefinition } from '../engine/registry/component.js';
import { data } from './data/index.js';
import { handlers } from './handlers/index.js';
import { inferers } from './inferers/index.js';
import { losses } from './losses/index.js';
import { metrics } from './metrics/index.js';
import { networks } from './networks/index.js';
import { optimizers } from './optimizers/index.js';
import { parallel } from './parallel/index.js';
import { random } from './random/index.js';
import { schedulers } from './schedulers/index.js';
import { trainers } from './trainers/index.js';
import { transforms } from './transforms/index.js';

/** Everything a config can name. */
export const components: readonly (ComponentDefinition | ConstantDefinition)[] = [
  ...transforms,
  ...data,
  ...networks,
  ...losses,
  ...optimizers,
  ...schedulers,
  ...inferers,
  ...metrics,
  ...trainers,
  ...handlers,
  ...parallel,
  ...random,
];

// What components of one's own are made of: base classes, and tools that a bundle's scripts use.
export { Dataset } from './data/dataset.js';
export { SummaryWriter } from './handlers/summary-writer.js';
export { Inferer } from './inferers/inferer.js';
export { Loss } from './losses/loss.js';
export { Module, type Parameter } from './networks/module.js';
export { Optimizer } from './optimizers/optimizer.js';
export { Engine } from './trainers/engine.js';
export { Events } from './trainers/events.js';
export { componentSizes, connectedComponents } from './transforms/arrays/connected-components.js';
export { MapTransform } from './transforms/map-transform.js';
export { AddClickSignalsd } from './transforms/nuclick/add-click-signalsd.js';
export { RandomTransform, type Sample, Transform } from './transforms/transform.js';
