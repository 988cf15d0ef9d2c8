import { Callable, type Value } from '../../values/index.js';
import { typeError } from '../raise.js';
import { PyType } from './python-type.js';

/** `int | str`, as `isinstance` takes it. */
export class UnionType extends Callable {
  readonly name = 'UnionType';

  constructor(readonly members: readonly Value[]) {
    super();
  }

  override get kind(): string {
    return 'UnionType';
  }

  override isInstance(value: Value): boolean {
    return this.members.some((member) =>
      member instanceof Callable ? member.isInstance(value) === true : member === value,
    );
  }

  call(): Value {
    typeError("'types.UnionType' object is not callable");
  }
}

/** `a | b` for types and None; undefined for anything else. */
export function unionType(a: Value, b: Value): UnionType | undefined {
  const isType = (value: Value): boolean => value instanceof PyType || value instanceof UnionType;
  if (!(isType(a) && (isType(b) || b === null)) && !(a === null && isType(b))) return undefined;
  const members = [a, b].flatMap((value) => (value instanceof UnionType ? value.members : [value]));
  return new UnionType([...new Set(members)]);
}
