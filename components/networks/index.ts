import type { ComponentDefinition, ConstantDefinition } from '../../engine/registry/component.js';
import { basicUnet } from './basic-unet.js';
import { jitLoad } from './jit-load.js';
import { unet } from './unet.js';

/** The networks family, as the registry lists it. */
export const networks: readonly (ComponentDefinition | ConstantDefinition)[] = [basicUnet, unet, jitLoad];
