import type { Value } from '../../values/index.js';

/** Where a node stands in its expression: UTF-16 offsets, `end` exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A node of a parsed expression. */
export type Expression =
  | Constant
  | Name
  | Reference
  | FormattedString
  | Sequence
  | DictDisplay
  | Comprehension
  | Lambda
  | Attribute
  | Subscript
  | SliceExpression
  | Call
  | Unary
  | Binary
  | Logical
  | Comparison
  | Conditional
  | Walrus
  | Starred;

/** A literal: number, string, bytes, `True`, `False`, `None` or `...`. */
export interface Constant extends Span {
  readonly kind: 'constant';
  readonly value: Value;
}

export interface Name extends Span {
  readonly kind: 'name';
  readonly name: string;
}

/** `@id`. */
export interface Reference extends Span {
  readonly kind: 'reference';
  /** The id as it is looked up: every `#` written as `::`, without the `@`. */
  readonly id: string;
  /** The id as written, without the `@`. */
  readonly written: string;
}

/** An f-string, joined with the plain strings beside it. */
export interface FormattedString extends Span {
  readonly kind: 'formatted';
  readonly parts: readonly (string | Replacement)[];
}

/** `{value!conversion:format}` in an f-string. */
export interface Replacement extends Span {
  readonly value: Expression;
  readonly conversion: 's' | 'r' | 'a' | undefined;
  readonly format: readonly (string | Replacement)[];
}

/** A list, tuple or set display. */
export interface Sequence extends Span {
  readonly kind: 'list' | 'tuple' | 'set';
  readonly items: readonly Expression[];
}

export interface DictDisplay extends Span {
  readonly kind: 'dict';
  /** A key that is undefined marks `**value`. */
  readonly entries: readonly { readonly key: Expression | undefined; readonly value: Expression }[];
}

export interface Comprehension extends Span {
  readonly kind: 'comprehension';
  readonly form: 'list' | 'set' | 'dict' | 'generator';
  /** The element, or the key of a dict comprehension. */
  readonly element: Expression;
  /** The value of a dict comprehension. */
  readonly value: Expression | undefined;
  readonly clauses: readonly Clause[];
  /** Names that the comprehension's own targets bind; filled by `bindNames`. */
  readonly locals: Set<string>;
}

/** `for target in iterable if condition …`. */
export interface Clause {
  readonly target: Expression;
  readonly iterable: Expression;
  readonly conditions: readonly Expression[];
}

export interface Parameter extends Span {
  readonly name: string;
  readonly kind: 'positional-only' | 'positional' | 'variadic' | 'keyword-only' | 'keywords';
  readonly default: Expression | undefined;
}

export interface Lambda extends Span {
  readonly kind: 'lambda';
  readonly parameters: readonly Parameter[];
  readonly body: Expression;
  /** Names local to the body: the parameters, and what `:=` binds in it; filled by `bindNames`. */
  readonly locals: Set<string>;
}

export interface Attribute extends Span {
  readonly kind: 'attribute';
  readonly object: Expression;
  readonly name: string;
}

export interface Subscript extends Span {
  readonly kind: 'subscript';
  readonly object: Expression;
  readonly index: Expression;
}

/** `start:stop:step` inside of a subscript. */
export interface SliceExpression extends Span {
  readonly kind: 'slice';
  readonly first: Expression | undefined;
  readonly last: Expression | undefined;
  readonly step: Expression | undefined;
}

export interface Call extends Span {
  readonly kind: 'call';
  readonly callee: Expression;
  readonly positional: readonly Expression[];
  /** A name that is undefined marks `**value`. */
  readonly keywords: readonly Keyword[];
}

export interface Keyword extends Span {
  readonly name: string | undefined;
  readonly value: Expression;
}

export interface Unary extends Span {
  readonly kind: 'unary';
  readonly operator: '+' | '-' | '~' | 'not';
  readonly operand: Expression;
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | '<<' | '>>' | '&' | '|' | '^';

export interface Binary extends Span {
  readonly kind: 'binary';
  readonly operator: BinaryOperator;
  readonly left: Expression;
  readonly right: Expression;
}

/** `a and b and c`, `a or b`. */
export interface Logical extends Span {
  readonly kind: 'logical';
  readonly operator: 'and' | 'or';
  readonly operands: readonly Expression[];
}

export type ComparisonOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in' | 'is' | 'is not';

/** `first < second <= third`: one operator before each of `rest`. */
export interface Comparison extends Span {
  readonly kind: 'comparison';
  readonly first: Expression;
  readonly rest: readonly { readonly operator: ComparisonOperator; readonly operand: Expression }[];
}

export interface Conditional extends Span {
  readonly kind: 'conditional';
  readonly condition: Expression;
  readonly yes: Expression;
  readonly no: Expression;
}

/** `name := value`. */
export interface Walrus extends Span {
  readonly kind: 'walrus';
  readonly name: string;
  readonly value: Expression;
}

/** `*value` in a display, a call, a subscript or a target. */
export interface Starred extends Span {
  readonly kind: 'starred';
  readonly value: Expression;
}

/** The nodes directly below `node`, roughly in the order of the source. */
export function children(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'constant':
    case 'name':
    case 'reference':
      return [];
    case 'formatted':
      return replaced(node.parts);
    case 'list':
    case 'tuple':
    case 'set':
      return node.items;
    case 'dict':
      return node.entries.flatMap(({ key, value }) => (key ? [key, value] : [value]));
    case 'comprehension':
      return [
        node.element,
        ...(node.value ? [node.value] : []),
        ...node.clauses.flatMap(({ target, iterable, conditions }) => [target, iterable, ...conditions]),
      ];
    case 'lambda':
      return [...node.parameters.flatMap((parameter) => parameter.default ?? []), node.body];
    case 'attribute':
      return [node.object];
    case 'subscript':
      return [node.object, node.index];
    case 'slice':
      return [node.first, node.last, node.step].flatMap((part) => part ?? []);
    case 'call':
      return [node.callee, ...node.positional, ...node.keywords.map(({ value }) => value)];
    case 'unary':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'logical':
      return node.operands;
    case 'comparison':
      return [node.first, ...node.rest.map(({ operand }) => operand)];
    case 'conditional':
      return [node.yes, node.condition, node.no];
    case 'walrus':
    case 'starred':
      return [node.value];
  }
}

function replaced(parts: readonly (string | Replacement)[]): Expression[] {
  return parts.flatMap((part) => (typeof part === 'string' ? [] : [part.value, ...replaced(part.format)]));
}
