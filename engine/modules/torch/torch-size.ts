import { type Exposed, exposed, method } from '../../registry/exposed.js';
import { Tuple } from '../../values/index.js';

/** The shape of a tensor: a tuple that prints as `torch.Size([2, 3])`. */
export class TorchSize extends Tuple {
  static readonly [exposed]: Exposed = {
    numel: method(),
    __repr__: method().as('spelled'),
  };

  constructor(readonly extents: readonly number[]) {
    super(extents);
  }

  numel(): number {
    return this.extents.reduce((product, extent) => product * extent, 1);
  }

  spelled(): string {
    return `torch.Size([${this.extents.join(', ')}])`;
  }
}
