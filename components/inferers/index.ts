import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { simpleInferer } from './simple-inferer.js';
import { sliceInferer } from './slice-inferer.js';
import { slidingWindowInference } from './sliding-window-inference.js';
import { slidingWindowInferer } from './sliding-window-inferer.js';
import { slidingWindowInfererAdapt } from './sliding-window-inferer-adapt.js';

/** The inferers family, as the registry lists it. */
export const inferers: readonly (ComponentDefinition | ConstantDefinition)[] = [
  simpleInferer,
  slidingWindowInferer,
  slidingWindowInfererAdapt,
  sliceInferer,
  slidingWindowInference,
];
