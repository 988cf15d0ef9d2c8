import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The schedulers family, as the registry lists it. */
export const schedulers: readonly (ComponentDefinition | ConstantDefinition)[] = [];
