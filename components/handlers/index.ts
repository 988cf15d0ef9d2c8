import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';

/** The handlers family, as the registry lists it. */
export const handlers: readonly (ComponentDefinition | ConstantDefinition)[] = [];
