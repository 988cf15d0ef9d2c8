import { asDouble, asIndex, asSize, type Arguments as PlacedArguments } from '../expression/callables/arguments.js';
import { truthy } from '../expression/operators/truth.js';
import { typeError } from '../expression/raise.js';
import { typeName } from '../expression/types/type-name.js';
import type { Value } from '../values/index.js';

/** The arguments of one call, already placed, to be asked for by name and type. */
export class Arguments {
  constructor(
    private readonly placed: PlacedArguments,
    /** Parameter names in the order of the signature. */
    private readonly names: readonly string[],
  ) {}

  /** What `*rest` received. */
  get rest(): readonly Value[] {
    return this.placed.rest;
  }

  /** What `**rest` received. */
  get keywords(): ReadonlyMap<string, Value> {
    return this.placed.keywords;
  }

  has(name: string): boolean {
    return this.placed.has(this.names.indexOf(name));
  }

  /** An argument as it is; None when it was left out. */
  value(name: string): Value {
    return this.placed.at(this.names.indexOf(name));
  }

  /** Whether the argument was left out or is None. */
  isNone(name: string): boolean {
    return this.value(name) === null;
  }

  float(name: string, byDefault = 0): number {
    return this.has(name) ? asDouble(this.value(name)) : byDefault;
  }

  /** A Python int, of any size. */
  integer(name: string, byDefault = 0n): bigint {
    return this.has(name) ? BigInt(asIndex(this.value(name))) : byDefault;
  }

  /** An int that is a length, an index or an axis. */
  count(name: string, byDefault = 0): number {
    return this.has(name) ? asSize(this.value(name)) : byDefault;
  }

  text(name: string, byDefault = ''): string {
    const value = this.has(name) ? this.value(name) : byDefault;
    return typeof value === 'string' ? value : this.refuse(name, 'str');
  }

  flag(name: string, byDefault = false): boolean {
    return this.has(name) ? truthy(this.value(name)) : byDefault;
  }

  /** Refuses an argument of the wrong type. */
  refuse(name: string, expected: string): never {
    typeError(`${this.placed.callee}(): ${name} must be ${expected}, not ${typeName(this.value(name))}`);
  }
}
