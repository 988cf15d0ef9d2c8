import type { ComponentDefinition, ConstantDefinition } from '../engine/registry/component.js';
import { data } from './data/index.js';
import { handlers } from './handlers/index.js';
import { inferers } from './inferers/index.js';
import { losses } from './losses/index.js';
import { metrics } from './metrics/index.js';
import { networks } from './networks/index.js';
import { optimizers } from './optimizers/index.js';
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
  ...random,
];
