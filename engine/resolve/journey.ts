import type { ConfigNode } from '../config/node.js';
import { fail } from '../errors.js';
import type { Value } from '../values/index.js';
import type { Item } from './item.js';

/** An item being resolved, and the steps that do it. */
export interface Frame {
  readonly item: Item;
  readonly steps: Iterator<Item, Value, Value>;
}

/**
 * One request to the resolver: the items it is in the middle of, each needed by the one before. While it waits for a
 * Promise another request may come to one of them; that one waits too, and nothing is made twice.
 */
export class Journey {
  readonly #frames: Frame[] = [];
  readonly #open = new Set<ConfigNode>();
  readonly #arrivals = new Map<ConfigNode, { readonly promise: Promise<void>; readonly arrive: () => void }>();
  /** The item of another journey that this one waits for. */
  waitsFor: Item | undefined;

  get top(): Frame | undefined {
    return this.#frames.at(-1);
  }

  /** The ids on the way, from the one asked for. */
  get chain(): string[] {
    return this.#frames.map(({ item }) => item.id);
  }

  /** @throws BundleError circular_reference when it is in the middle of the item already */
  begin(frame: Frame): void {
    if (this.#open.has(frame.item.node)) this.refuseCircle(frame.item);
    this.#open.add(frame.item.node);
    this.#frames.push(frame);
  }

  /** Leaves the innermost item. */
  end(): void {
    const frame = this.#frames.pop();
    if (!frame) return;
    this.#open.delete(frame.item.node);
    this.#arrivals.get(frame.item.node)?.arrive();
    this.#arrivals.delete(frame.item.node);
  }

  /** Resolves when this journey has left an item, with or without a result. */
  arrival(node: ConfigNode): Promise<void> {
    let arrival = this.#arrivals.get(node);
    if (!arrival) {
      let arrive = (): void => {};
      const promise = new Promise<void>((resolve) => {
        arrive = resolve;
      });
      arrival = { promise, arrive };
      this.#arrivals.set(node, arrival);
    }
    return arrival.promise;
  }

  refuseCircle({ node, id }: Item): never {
    const items = this.#frames.map((frame) => frame.item);
    const start = Math.max(
      0,
      items.findIndex((item) => item.node === node),
    );
    fail({ family: 'config', code: 'circular_reference', cycle: [...items.slice(start).map((item) => item.id), id] });
  }
}
