import { Type } from 'typebox';
import { component } from '../../engine/registry/component.js';
import { SlidingWindowInferer, slidingWindowArguments } from './sliding-window-inferer.js';

/**
 * MONAI's `SlidingWindowInfererAdapt` moves from GPU to CPU memory when an image is too large. Backends here have one memory, so it is
 * the plain inferer under its name.
 */
export const slidingWindowInfererAdapt = component({
  name: 'SlidingWindowInfererAdapt',
  modules: ['monai.inferers', 'monai.inferers.inferer'],
  kind: 'inferer',
  description: 'Applies the network window by window and blends what overlaps; the same as SlidingWindowInferer here.',
  arguments: Type.Object(slidingWindowArguments),
  create: (args) => new SlidingWindowInferer(args),
});
