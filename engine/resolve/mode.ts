/** How far items are resolved. */
export interface Mode {
  /** Whether components are made; if not, an item is the component's config, with references filled in. */
  readonly instantiate: boolean;
  /** Whether expressions are evaluated; if not, an item is the expression's text. */
  readonly evalExpr: boolean;
}

export const fullMode: Mode = { instantiate: true, evalExpr: true };

/** A number for each mode, so that each keeps results of its own. */
export function modeIndex({ instantiate, evalExpr }: Mode): number {
  return (instantiate ? 0 : 1) + (evalExpr ? 0 : 2);
}
