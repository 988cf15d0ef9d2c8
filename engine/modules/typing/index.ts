import { type Exposed, exposed, method } from '../../registry/exposed.js';
import { fn } from '../function.js';
import { members, TableModule } from '../table-module.js';

/** A name of `typing`, with or without parameters; it means nothing when an expression runs. */
class TypeForm {
  static readonly [exposed]: Exposed = {
    __getitem__: method('parameters').as('itself').raw(),
    __or__: method('other').as('itself').raw(),
    __ror__: method('other').as('itself').raw(),
    __repr__: method().as('spelled').raw(),
  };

  constructor(readonly name: string) {}

  itself(): this {
    return this;
  }

  spelled(): string {
    return `typing.${this.name}`;
  }
}

const names = [
  ...['Any', 'Union', 'Optional', 'List', 'Dict', 'Tuple', 'Set', 'FrozenSet', 'Callable', 'Iterable', 'Iterator'],
  ...['Sequence', 'Mapping', 'Hashable', 'Literal', 'Type', 'NamedTuple', 'Generator', 'Text', 'Number', 'NoReturn'],
];

/** Python's `typing`: names for signatures. */
export const typingModule = new TableModule(
  'typing',
  members([fn('cast', 'typ, val', (a) => a.value('val'))], {
    ...Object.fromEntries(names.map((name) => [name, new TypeForm(name)])),
    TYPE_CHECKING: false,
  }),
);
