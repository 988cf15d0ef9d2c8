import { Callable, Dict, Tuple, type Value } from '../../values/index.js';
import { ascend, Budget, descend, isEvaluating, withBudget } from '../budget.js';
import { typeError } from '../raise.js';
import type { Lambda, Parameter } from '../syntax/ast.js';
import { interpret } from './interpret.js';
import { located } from './located.js';
import { Frame } from './scope.js';

/** A lambda with the names around it. */
export class LambdaFunction extends Callable {
  readonly name = '<lambda>';
  readonly #defaults = new Map<Parameter, Value>();

  constructor(
    private readonly node: Lambda,
    private readonly frame: Frame,
  ) {
    super();
    for (const parameter of node.parameters) {
      if (parameter.default) this.#defaults.set(parameter, interpret(parameter.default, frame));
    }
  }

  /** Names of the parameters that can be given by position; for callers that choose what to pass. */
  get parameters(): readonly string[] {
    return this.node.parameters
      .filter(({ kind }) => kind === 'positional' || kind === 'positional-only')
      .map(({ name }) => name);
  }

  override get mostPositional(): number {
    const variadic = this.node.parameters.some(({ kind }) => kind === 'variadic');
    return variadic ? Number.POSITIVE_INFINITY : this.parameters.length;
  }

  call(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    // Called from within an evaluation it shares that budget; called later, by a component, it has one of its own.
    if (isEvaluating()) {
      descend();
      const result = this.#run(positional, keywords);
      ascend();
      return result;
    }
    const { evaluation } = this.frame;
    return located(evaluation, () => withBudget(new Budget(), () => this.#run(positional, keywords)));
  }

  #run(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
    const { evaluation } = this.frame;
    const { start, end } = evaluation;
    const frame = new Frame(evaluation, this.node.locals, this.frame, 'lambda');
    this.#bind(frame, positional, keywords);
    const result = interpret(this.node.body, frame);
    // What fails next is the caller.
    evaluation.start = start;
    evaluation.end = end;
    return result;
  }

  #bind(frame: Frame, positional: readonly Value[], keywords: ReadonlyMap<string, Value>): void {
    const { parameters } = this.node;
    const places = parameters.filter(({ kind }) => kind === 'positional' || kind === 'positional-only');
    for (const [index, { name }] of places.slice(0, positional.length).entries()) {
      frame.set(name, positional[index] ?? null);
    }
    const variadic = parameters.find(({ kind }) => kind === 'variadic');
    if (variadic) frame.set(variadic.name, new Tuple(positional.slice(places.length)));
    const collector = parameters.find(({ kind }) => kind === 'keywords');
    const collected = new Dict();
    for (const [keyword, value] of keywords) {
      const parameter = parameters.find(
        ({ name, kind }) => name === keyword && (kind === 'positional' || kind === 'keyword-only'),
      );
      if (parameter) {
        if (frame.get(keyword) !== undefined) typeError(`<lambda>() got multiple values for argument '${keyword}'`);
        frame.set(keyword, value);
      } else if (collector) collected.set(keyword, value);
      else this.#refuseKeyword(keyword);
    }
    if (collector) frame.set(collector.name, collected);
    if (positional.length > places.length && !variadic) this.#refuseSurplus(places, positional.length);
    this.#fillDefaults(frame, places);
  }

  #fillDefaults(frame: Frame, places: readonly Parameter[]): void {
    const missing: Parameter[] = [];
    for (const parameter of this.node.parameters) {
      const { name, kind } = parameter;
      if (kind === 'variadic' || kind === 'keywords' || frame.get(name) !== undefined) continue;
      const fallback = this.#defaults.get(parameter);
      if (fallback === undefined) missing.push(parameter);
      else frame.set(name, fallback);
    }
    const absent = missing.filter((one) => places.includes(one));
    if (absent.length > 0) typeError(`<lambda>() missing ${listed(absent, 'positional')}`);
    if (missing.length > 0) typeError(`<lambda>() missing ${listed(missing, 'keyword-only')}`);
  }

  #refuseKeyword(keyword: string): never {
    if (this.node.parameters.some(({ name, kind }) => name === keyword && kind === 'positional-only')) {
      typeError(`<lambda>() got some positional-only arguments passed as keyword arguments: '${keyword}'`);
    }
    typeError(`<lambda>() got an unexpected keyword argument '${keyword}'`);
  }

  #refuseSurplus(places: readonly Parameter[], given: number): never {
    const most = places.length;
    const least = places.filter((one) => !this.#defaults.has(one)).length;
    const extent = least === most ? String(most) : `from ${least} to ${most}`;
    const plural = least === most && most === 1 ? '' : 's';
    typeError(
      `<lambda>() takes ${extent} positional argument${plural} but ${given} ${given === 1 ? 'was' : 'were'} given`,
    );
  }
}

/** `2 required positional arguments: 'a' and 'b'`. */
function listed(parameters: readonly Parameter[], kind: string): string {
  const names = parameters.map(({ name }) => `'${name}'`);
  const last = names.pop();
  const joined =
    names.length === 0 ? last : names.length === 1 ? `${names[0]} and ${last}` : `${names.join(', ')}, and ${last}`;
  return `${parameters.length} required ${kind} argument${parameters.length === 1 ? '' : 's'}: ${joined}`;
}
