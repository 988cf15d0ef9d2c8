import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The networks family, as the registry lists it. */
export const networks: readonly (ComponentDefinition | ConstantDefinition)[] = [];
