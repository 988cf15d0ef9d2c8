import { childId } from '../config/id.js';
import type { ExpandedTree } from '../config/macros.js';
import { nearestId } from '../config/nearest-id.js';
import { type ConfigNode, isComponent } from '../config/node.js';
import { BundleError, BundleErrors, fail } from '../errors.js';
import { fromHost, type Value } from '../values/index.js';
import type { Creator } from './creator.js';
import { type Item, Items, itemId } from './item.js';
import { type Frame, Journey } from './journey.js';
import { fullMode, type Mode, modeIndex } from './mode.js';
import { InnerFailure, resolveItem, type Workshop } from './steps.js';

/** Values of a mode, by node. */
type Results = Map<ConfigNode, Value>;

/**
 * Resolves the items of a config when they are asked for, each once: references become the items they name, expressions
 * their values, components their instances. Import statements run before anything else.
 */
export class Resolver {
  readonly #results: Results[] = [new Map(), new Map(), new Map(), new Map()];
  readonly #items: Items;
  #imported = false;
  /** Which journey is in the middle of an item, of those that may be waiting. */
  readonly #travellers = new Map<ConfigNode, Journey>();

  constructor(
    readonly tree: ExpandedTree,
    readonly creator: Creator,
  ) {
    this.#items = new Items(tree.root);
  }

  /** The item of an id. @throws BundleError unknown_id */
  item(id: string | number): Item {
    const wanted = itemId(id);
    const found = this.#items.find(wanted);
    if ('node' in found) return found;
    const suggestion = nearestId(this.tree.root, wanted);
    return fail(
      { family: 'config', code: 'unknown_id', id: wanted, part: found.rest[0] ?? '', suggestion },
      { id: wanted },
    );
  }

  has(id: string | number): boolean {
    return 'node' in this.#items.find(itemId(id));
  }

  /**
   * The value of an item. A Promise that an item yields is its value, and reaches what depends on it as it is.
   * @throws BundleError with the id, position and chain of references of what failed
   */
  resolve(id: string | number, mode = fullMode): Value {
    const driver = this.#drive(this.item(id), mode, false);
    let step = driver.next(null);
    while (!step.done) step = driver.next(step.value);
    return step.value;
  }

  /** The value of an item, where the Promise that an item yields is awaited before anything uses it. */
  async resolveAsync(id: string | number, mode = fullMode): Promise<Value> {
    const driver = this.#drive(this.item(id), mode, true);
    let step = driver.next(null);
    while (!step.done) {
      try {
        step = driver.next(fromHost(await step.value));
      } catch (error) {
        step = driver.throw(error);
      }
    }
    return step.value;
  }

  /** Forgets the value of an item, so that it is made anew when next asked for. */
  forget(id: string | number): void {
    const found = this.#items.find(itemId(id));
    if ('node' in found) for (const results of this.#results) results.delete(found.node);
  }

  /** Everything resolved so far, by id: components first, then what expressions gave, each in the order of the config. */
  *made(): Iterable<readonly [id: string, value: Value]> {
    const results = this.#results[modeIndex(fullMode)] ?? new Map<ConfigNode, Value>();
    for (const components of [true, false]) {
      for (const { id, node } of everyItem({ id: '', node: this.tree.root })) {
        const value = isComponent(node) === components ? settled(results.get(node)) : undefined;
        if (value !== undefined) yield [id, value];
      }
    }
  }

  /** Resolves an item and what it needs; yields each Promise to wait for, and goes on with the answer. */
  *#drive(first: Item, mode: Mode, waits: boolean): Generator<Value, Value, Value> {
    if (!this.#imported) {
      this.#imported = true;
      this.creator.importModules(this.tree.root);
    }
    const results = this.#results[modeIndex(mode)] ?? new Map<ConfigNode, Value>();
    const workshop = this.#workshop(results, mode);
    const journey = new Journey();
    let wanted: Item | undefined = first;
    let answer: Value = null;
    try {
      for (;;) {
        if (wanted) {
          const known = workshop.known(wanted.node);
          const other: Journey | undefined = waits ? this.#travellers.get(wanted.node) : undefined;
          if (known !== undefined) answer = known;
          else if (other && other !== journey) {
            yield this.#waitFor(other, wanted, journey);
            continue;
          } else {
            journey.begin({ item: wanted, steps: begin(results, workshop, wanted) });
            if (waits) this.#travellers.set(wanted.node, journey);
          }
          wanted = undefined;
        }
        const frame: Frame | undefined = journey.top;
        if (!frame) return answer;
        const step: IteratorResult<Item, Value> = frame.steps.next(answer);
        if (!step.done) {
          wanted = step.value;
          continue;
        }
        const { node } = frame.item;
        answer = step.value;
        if (answer instanceof Promise) {
          // One that is refused is made anew when next asked for.
          results.delete(node);
          answer = yield answer;
        }
        results.set(node, answer);
        this.#leave(journey, frame, waits);
      }
    } catch (error) {
      const item = journey.top?.item ?? first;
      throw error instanceof InnerFailure
        ? located(error.cause, error.item, [...journey.chain, error.item.id])
        : located(error, item, journey.chain);
    } finally {
      for (let frame = journey.top; frame; frame = journey.top) this.#leave(journey, frame, waits);
    }
  }

  #leave(journey: Journey, { item }: Frame, waits: boolean): void {
    if (waits) this.#travellers.delete(item.node);
    journey.end();
  }

  /** A Promise for the moment when another journey has left an item. Two that wait for each other are a circle. */
  #waitFor(other: Journey, item: Item, journey: Journey): Promise<void> {
    for (let at: Journey | undefined = other; at; at = at.waitsFor && this.#travellers.get(at.waitsFor.node)) {
      if (at === journey) journey.refuseCircle(item);
    }
    journey.waitsFor = item;
    return other.arrival(item.node).then(() => {
      journey.waitsFor = undefined;
    });
  }

  #workshop(results: Results, mode: Mode): Workshop {
    return {
      items: this.#items,
      mode,
      known: (node) => settled(results.get(node)),
      keep: (node, value) => results.set(node, value),
      evaluate: (node, references) => this.creator.evaluate(node, references),
      instantiate: (node, id, content) => this.creator.instantiate(node, id, content),
    };
  }
}

/** An item and all that are inside of it. */
function* everyItem(item: Item): Iterable<Item> {
  yield item;
  const { id, node } = item;
  if (node.kind === 'sequence') {
    for (const [index, child] of node.items.entries()) yield* everyItem({ id: childId(id, index), node: child });
  } else if (node.kind === 'mapping') {
    for (const { key, node: child } of node.entries) yield* everyItem({ id: childId(id, key), node: child });
  }
}

/** A value that nothing has to wait for. */
function settled(value: Value | undefined): Value | undefined {
  return value instanceof Promise ? undefined : value;
}

function begin(results: Results, workshop: Workshop, item: Item): Frame['steps'] {
  const known = results.get(item.node);
  return known === undefined ? resolveItem(workshop, item) : given(known);
}

function given(value: Value): Iterator<Item, Value, Value> {
  return { next: () => ({ done: true, value }) };
}

/** The error with the place of the item that failed and the way that led to it. */
function located(cause: unknown, item: Item, chain: readonly string[]): unknown {
  if (cause instanceof BundleErrors) return cause;
  const error = cause instanceof BundleError ? cause : crash(cause, item);
  const { id, node } = item;
  const { position } = node;
  const copiedBy = node.copiedBy
    ? [{ note: 'copied here by this macro', position: node.copiedBy.position }]
    : undefined;
  return error.at({ id, position, chain, related: copiedBy });
}

/** An error of JavaScript's own: a fault in a component or in the program. */
function crash(cause: unknown, { node }: Item): BundleError {
  const target = isComponent(node) ? node.get('_target_') : undefined;
  const component = target?.kind === 'scalar' ? String(target.value) : undefined;
  const problem = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new BundleError({ family: 'component', code: 'component_failed', component, problem }, { cause });
}
