/** What a parsed pattern consists of. Texts are sequences of code points. */
export type Node =
  | { readonly kind: 'empty' }
  /** One code point that passes a test. */
  | { readonly kind: 'one'; readonly test: (point: number) => boolean }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly branches: readonly Node[] }
  | {
      readonly kind: 'repeat';
      readonly item: Node;
      readonly least: number;
      readonly most: number;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    }
  | { readonly kind: 'group'; readonly index: number; readonly item: Node }
  | { readonly kind: 'atomic'; readonly item: Node }
  | { readonly kind: 'reference'; readonly index: number; readonly ignoreCase: boolean }
  | { readonly kind: 'edge'; readonly edge: Edge; readonly isWord: (point: number) => boolean }
  | { readonly kind: 'look'; readonly behind: boolean; readonly negative: boolean; readonly item: Node }
  | { readonly kind: 'condition'; readonly index: number; readonly yes: Node; readonly no: Node };

/** Places between code points: start and end of the text or of a line, and word boundaries. */
export type Edge = 'text start' | 'line start' | 'text end' | 'last line end' | 'line end' | 'word' | 'no word';

/** Python's flags by their numbers. */
export const Flag = {
  IGNORECASE: 2,
  LOCALE: 4,
  MULTILINE: 8,
  DOTALL: 16,
  UNICODE: 32,
  VERBOSE: 64,
  DEBUG: 128,
  ASCII: 256,
} as const;

/** A parsed pattern. */
export interface Syntax {
  readonly root: Node;
  readonly flags: number;
  readonly groupCount: number;
  /** Group numbers by name. */
  readonly names: ReadonlyMap<string, number>;
}

/** How many code points a node matches, when that does not depend on the text. */
export function fixedWidth(node: Node): number | undefined {
  switch (node.kind) {
    case 'empty':
    case 'edge':
    case 'look':
      return 0;
    case 'one':
      return 1;
    case 'sequence':
      return node.items.reduce<number | undefined>((sum, item) => {
        const width = fixedWidth(item);
        return sum === undefined || width === undefined ? undefined : sum + width;
      }, 0);
    case 'choice': {
      const widths = node.branches.map(fixedWidth);
      return widths.every((width) => width === widths[0]) ? widths[0] : undefined;
    }
    case 'repeat': {
      const width = fixedWidth(node.item);
      return width !== undefined && node.least === node.most ? width * node.least : undefined;
    }
    case 'group':
    case 'atomic':
      return fixedWidth(node.item);
    case 'condition': {
      const width = fixedWidth(node.yes);
      return width === fixedWidth(node.no) ? width : undefined;
    }
    case 'reference':
      return undefined;
  }
}
