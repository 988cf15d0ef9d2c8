import { type Exposed, exposed, method, property } from '../../registry/exposed.js';
import type { NdArray } from '../../types/index.js';
import { Tuple } from '../../values/index.js';
import { tensorRepr } from './print.js';

/** What `tensor.max(dim=…)` and `tensor.sort()` give: a tuple whose items also have names. */
export class ValuesAndIndices extends Tuple {
  static readonly [exposed]: Exposed = {
    values: property('largest'),
    indices: property('places'),
    __repr__: method().as('spelled'),
  };

  constructor(
    /** The function it comes from: `max`, `sort`. */
    readonly source: string,
    readonly largest: NdArray,
    readonly places: NdArray,
  ) {
    super([largest, places]);
  }

  spelled(): string {
    return `torch.return_types.${this.source}(\nvalues=${tensorRepr(this.largest)},\nindices=${tensorRepr(this.places)})`;
  }
}
