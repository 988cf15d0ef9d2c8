import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';

/** MONAI's `ignore_data`: null for anything, as an output transform of handlers that should stay silent. */
export const ignoreData = component({
  name: 'ignore_data',
  modules: ['monai.handlers', 'monai.handlers.utils'],
  kind: 'function',
  description: 'Returns None for anything: an output transform for handlers that should not log iterations.',
  arguments: Type.Object({ x: Type.Unknown({ description: 'Anything.' }) }),
  create: (): null => null,
});
