import type { Graph, TensorType } from '../graph.js';
import { type GraphDtype, type GraphNode, typeOf } from '../graph.js';
import { isOpen, type Size } from '../sizes.js';

/** PyTorch's numbers for element types (`c10::ScalarType`), as TorchScript's code writes them. */
export const scalarTypes: Readonly<Record<GraphDtype, number>> = { int32: 3, float32: 6, bool: 11 };

const keywords = new Set(
  'False None True and as assert break class continue def del elif else except for from global if import in is lambda not or pass print raise return self super torch try while with yield CONSTANTS ops'.split(
    ' ',
  ),
);

/** The body of a function in TorchScript's language, under construction: one assignment a line. */
export class Script {
  readonly lines: string[] = [];
  readonly #graph: Graph;
  /** What the code calls each tensor of the graph. */
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #extents = new Map<string, string>();

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** A name of the code that nothing else has. */
  fresh(wanted: string): string {
    const plain = wanted.replace(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9])/, '_') || '_';
    let name = keywords.has(plain) ? `${plain}_` : plain;
    for (let count = 0; this.#taken.has(name); count++) name = `${plain}_${count}`;
    this.#taken.add(name);
    return name;
  }

  /** Says what the code calls a tensor of the graph. */
  bind(tensor: string, name: string): void {
    this.#names.set(tensor, name);
  }

  /** What the code calls a tensor of the graph. */
  name(tensor: string): string {
    const name = this.#names.get(tensor);
    if (name === undefined) throw new RangeError(`"${tensor}" is used before it is computed`);
    return name;
  }

  /** The inputs of a node; what is left out is None. */
  inputs(node: GraphNode, count: number): string[] {
    return Array.from({ length: count }, (_, index) => {
      const tensor = node.inputs[index];
      return tensor === undefined ? 'None' : this.name(tensor);
    });
  }

  type(tensor: string): TensorType {
    return typeOf(this.#graph, tensor);
  }

  /** Assigns an expression to a new name. */
  assign(wanted: string, expression: string): string {
    const name = this.fresh(wanted);
    this.lines.push(`${name} = ${expression}`);
    return name;
  }

  /** An extent as an expression. Open ones follow from the inputs'. */
  size(size: Size): string {
    if (!isOpen(size)) return String(size);
    const factors = [
      ...(size.numerator === 1 ? [] : [String(size.numerator)]),
      ...size.symbols.map((s) => this.#open(s)),
    ];
    const product = factors.slice(1).reduce((left, right) => `torch.mul(${left}, ${right})`, factors[0] ?? '1');
    const quotient = size.denominator === 1 ? product : `torch.floordiv(${product}, ${size.denominator})`;
    return size.offset === 0 ? quotient : `torch.add(${quotient}, ${size.offset})`;
  }

  sizes(sizes: readonly Size[]): string {
    return `[${sizes.map((size) => this.size(size)).join(', ')}]`;
  }

  /** The extent of an open axis, read from the first input that has it. */
  #open(symbol: string): string {
    const known = this.#extents.get(symbol);
    if (known !== undefined) return known;
    for (const input of this.#graph.inputs) {
      const axis = this.type(input).shape.findIndex(
        (size) =>
          isOpen(size) &&
          size.symbols.length === 1 &&
          size.symbols[0] === symbol &&
          size.numerator === 1 &&
          size.denominator === 1 &&
          size.offset === 0,
      );
      if (axis < 0) continue;
      const name = this.assign(symbol, `torch.size(${this.name(input)}, ${axis})`);
      this.#extents.set(symbol, name);
      return name;
    }
    throw new RangeError(`no input has the open axis "${symbol}"`);
  }
}

/** A float literal, exact. */
export function float(value: number): string {
  if (!Number.isFinite(value)) return `float("${Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'}")`;
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.`;
}

export function ints(values: readonly number[]): string {
  return `[${values.join(', ')}]`;
}

export function bool(value: boolean): string {
  return value ? 'True' : 'False';
}
