import { allocateItems } from '../../expression/budget.js';
import { callExposed } from '../../expression/operators/exposed-operation.js';
import { recipeOf } from '../../registry/recipe.js';
import { registry } from '../../registry/registry.js';
import { NdArray } from '../../types/index.js';
import { ByteArray, Dict, fromHost, PySet, Tuple, type Value } from '../../values/index.js';
import { fn } from '../function.js';
import { dress } from '../numpy/dress.js';
import { cast } from '../numpy/elements.js';
import { members, TableModule } from '../table-module.js';

/** A copy of a container with the same items; an object that copies itself does so. */
function shallow(value: Value): Value {
  if (Array.isArray(value)) return [...value];
  if (value instanceof PySet) return new PySet(value);
  if (value instanceof ByteArray) return new ByteArray(value.bytes.slice());
  const own = callExposed(value, '__copy__') ?? callExposed(value, 'copy');
  if (own !== undefined) return own;
  if (value instanceof Dict) return new Dict(value);
  if (value instanceof NdArray) return dress(cast(value, value.dtype), value);
  return value;
}

/** Copies containers and what is in them; what occurs twice is one object in the copy too. */
class DeepCopy {
  readonly #done = new Map<object, Value>();

  copy(value: Value): Value {
    if (value === null || typeof value !== 'object') return value;
    const known = this.#done.get(value);
    if (known !== undefined) return known;
    return this.#fresh(value);
  }

  #fresh(value: object): Value {
    if (Array.isArray(value)) {
      const list: Value[] = [];
      this.#done.set(value, list);
      allocateItems(value.length);
      for (const item of value) list.push(this.copy(item));
      return list;
    }
    if (value instanceof Tuple && value.constructor === Tuple) {
      const items = value.items.map((item) => this.copy(item));
      // A tuple of unchanging items is not copied, as in Python.
      return this.#keep(value, items.every((item, i) => item === value.items[i]) ? value : new Tuple(items));
    }
    if (value instanceof Dict) {
      const copied = callExposed(value, 'copy');
      const dict = copied instanceof Dict ? copied : new Dict();
      this.#done.set(value, dict);
      allocateItems(2 * value.size);
      dict.clear();
      for (const [key, item] of value) dict.set(this.copy(key), this.copy(item));
      return dict;
    }
    if (value instanceof PySet) return this.#keep(value, new PySet([...value].map((item) => this.copy(item))));
    if (value instanceof NdArray) return this.#keep(value, dress(cast(value, value.dtype), value));
    return this.#keep(value, this.#object(value));
  }

  #keep(value: object, copy: Value): Value {
    this.#done.set(value, copy);
    return copy;
  }

  /** A component is made again from its arguments; other objects copy themselves or are shared. */
  #object(value: object): Value {
    const own = callExposed(value, '__deepcopy__', null) ?? callExposed(value, '__copy__');
    if (own !== undefined) return own;
    const recipe = recipeOf(value);
    return recipe ? fromHost(registry.cook(recipe)) : shallow(value);
  }
}

/** Python's `copy`. */
export const copyModule = new TableModule(
  'copy',
  members([
    fn('copy', 'x', (a) => shallow(a.value('x'))),
    fn('deepcopy', 'x, memo=None', (a) => new DeepCopy().copy(a.value('x'))),
  ]),
);
