import { Dict, PyIterator, PySet, type Value } from '../../values/index.js';
import { allocate, allocateEntries, spend } from '../budget.js';
import { hashable, withHashing } from '../operators/hashable.js';
import { iteratorOf } from '../operators/iterate.js';
import { isRaised, raise } from '../raise.js';
import type { Clause, Comprehension } from '../syntax/ast.js';
import { assign } from './assign.js';
import { interpret, isTrue, mark } from './interpret.js';
import { Frame } from './scope.js';

/** A comprehension, or a generator that computes its items when asked. */
export function interpretComprehension(node: Comprehension, outer: Frame): Value {
  const [first] = node.clauses;
  if (!first) return null;
  // The first iterable belongs to the block outside, and is evaluated at once.
  const source = interpret(first.iterable, outer);
  mark(first.iterable, outer);
  const iterator = iteratorOf(source);
  const frame = new Frame(outer.evaluation, node.locals, outer, 'comprehension');
  if (node.form === 'generator') {
    const steps =
      node.clauses.length === 1 ? new OneLoop(node, first, frame, iterator) : generate(node, frame, iterator);
    return new PyIterator('generator', steps);
  }
  const collect = collector(node, frame);
  run(node.clauses, 0, frame, iterator, collect.add);
  return collect.result;
}

function collector(node: Comprehension, frame: Frame): { result: Value; add: () => void } {
  const { element, value } = node;
  switch (node.form) {
    case 'set': {
      const result = new PySet();
      const add = (): void => {
        const member = interpret(element, frame);
        allocateEntries(1);
        mark(element, frame);
        withHashing(() => result.add(member));
      };
      return { result, add };
    }
    case 'dict': {
      const result = new Dict();
      const add = (): void => {
        const key = interpret(element, frame);
        const item = value ? interpret(value, frame) : null;
        allocateEntries(1);
        mark(element, frame);
        result.set(hashable(key), item);
      };
      return { result, add };
    }
    default: {
      const result: Value[] = [];
      const add = (): void => {
        const item = interpret(element, frame);
        allocate(8);
        result.push(item);
      };
      return { result, add };
    }
  }
}

function run(clauses: readonly Clause[], depth: number, frame: Frame, iterator: PyIterator, add: () => void): void {
  const clause = clauses[depth];
  if (!clause) return;
  const isLast = depth === clauses.length - 1;
  for (const item of iterator) {
    spend(1);
    assign(clause.target, item, frame);
    if (!passes(clause, frame)) continue;
    if (isLast) add();
    else run(clauses, depth + 1, frame, innerIterator(clauses, depth + 1, frame), add);
  }
}

function passes(clause: Clause, frame: Frame): boolean {
  for (const condition of clause.conditions) if (!isTrue(condition, frame)) return false;
  return true;
}

function innerIterator(clauses: readonly Clause[], depth: number, frame: Frame): PyIterator {
  const iterable = clauses[depth]?.iterable;
  if (!iterable) return new PyIterator('generator', [].values());
  const source = interpret(iterable, frame);
  mark(iterable, frame);
  return iteratorOf(source);
}

/** A generator expression with one `for`, by far the most common: without a generator function it is much faster. */
class OneLoop implements Iterator<Value, undefined> {
  constructor(
    private readonly node: Comprehension,
    private readonly clause: Clause,
    private readonly frame: Frame,
    private readonly source: PyIterator,
  ) {}

  next(): IteratorResult<Value, undefined> {
    try {
      for (;;) {
        spend(1);
        const { done, value } = this.source.next();
        if (done) return { done: true, value: undefined };
        assign(this.clause.target, value, this.frame);
        if (passes(this.clause, this.frame)) return { done: false, value: interpret(this.node.element, this.frame) };
      }
    } catch (error) {
      this.source.close();
      refuseStopIteration(error);
      throw error;
    }
  }
}

function refuseStopIteration(error: unknown): void {
  if (isRaised(error, 'StopIteration')) raise('RuntimeError', 'generator raised StopIteration');
}

function* generate(node: Comprehension, frame: Frame, iterator: PyIterator): Generator<Value, void> {
  try {
    yield* walk(node, 0, frame, iterator);
  } catch (error) {
    refuseStopIteration(error);
    throw error;
  }
}

function* walk(node: Comprehension, depth: number, frame: Frame, iterator: PyIterator): Generator<Value, void> {
  const clause = node.clauses[depth];
  if (!clause) return;
  const isLast = depth === node.clauses.length - 1;
  for (const item of iterator) {
    spend(1);
    assign(clause.target, item, frame);
    if (!passes(clause, frame)) continue;
    if (isLast) yield interpret(node.element, frame);
    else yield* walk(node, depth + 1, frame, innerIterator(node.clauses, depth + 1, frame));
  }
}
