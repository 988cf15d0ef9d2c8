import { Type } from 'typebox';
import { component } from '../../../engine/registry/component.js';
import { arrayNames } from '../names.js';
import { Transform } from '../transform.js';

/** Returns its input (MONAI `Identity`). */
export class Identity extends Transform<unknown, unknown> {
  apply(data: unknown): unknown {
    return data;
  }
}

export const identity = component({
  ...arrayNames('Identity', 'utility'),
  kind: 'transform',
  description: 'Returns its input.',
  arguments: Type.Object({}),
  create: () => new Identity(),
});
